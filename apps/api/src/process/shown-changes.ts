import { shownEvent, shownState, type Coming } from '#domain';
import { partsOf } from '#engine';
import type { ProcessRow } from '#read-models';
import { maySeeRow, viewerOf, type Authority } from '../authority/authority';

type Changes = NonNullable<Coming['changes']>;

/**
 * What a decision would record, of the processes that this caller sees. One that it would open is nobody's yet, so that
 * only operators see it.
 */
export const shownChanges = (changes: Changes, among: ReadonlyMap<string, ProcessRow>, authority: Authority) =>
  changes.flatMap(({ streamId, status, events }) => {
    const viewer = viewerOf(authority);
    const process = partsOf(streamId);
    const row = among.get(streamId);
    if (row ? !maySeeRow(authority, row) : viewer.as !== 'operator') return [];
    const told = events.flatMap(({ type }) => shownEvent(process.type, type, viewer) ?? []);
    return [{ process, state: shownState(process.type, status, viewer), events: told }];
  });
