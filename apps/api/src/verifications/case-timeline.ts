import { Injectable } from '@nestjs/common';
import { shownEvent } from '#domain';
import { streamIdOf } from '#engine';
import { Database, readEvents } from '#event-store';
import { isOperator, viewerOf, type Authority } from '../authority/authority';
import { rfc3339 } from '../http/time';
import { Processes } from '../process/processes';

/** What happened to a case: all of it, because the policy bounds how often anything happens. */
@Injectable()
export class CaseTimeline {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
  ) {}

  /**
   * R17: what a check said, that a person looks and why, and who did, is for operators; reviewers read it in their
   * dossier.
   */
  async of(id: string, authority: Authority) {
    await this.processes.readVisible('verification', id, authority);
    const viewer = viewerOf(authority);
    const events = await readEvents(this.database, [streamIdOf('verification', id)]);
    return {
      items: events
        .filter(({ type }) => shownEvent('verification', type, viewer) !== undefined)
        .map(({ recordedAt, type, meta, data }) => ({
          at: rfc3339(recordedAt),
          type,
          origin: String(meta['origin']),
          ...((isOperator(authority) || !tellsReviewer(type, meta)) && { actor: String(meta['actor']) }),
          ...(isOperator(authority) && causesIn(data)),
        })),
    };
  }
}

/** R17: what people decided reaches a case as a reaction to them; an operator may open their review. */
const tellsReviewer = (type: string, meta: object): boolean =>
  (meta as { origin?: unknown }).origin === 'reaction' || type === 'ReviewOpened';

function causesIn(data: object) {
  const { outcome, cause } = data as { outcome?: string; cause?: string };
  return { ...(outcome !== undefined && { outcome }), ...(cause !== undefined && { cause }) };
}
