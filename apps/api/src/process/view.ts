import { processUnder, type ProcessType } from '#domain';
import type { Json, Snapshot } from '#engine';
import type { ProcessRow } from '#read-models';
import { actorOf, mayCommand, type Authority } from '../authority/authority';
import { faceOf } from '../authority/faces';
import { rfc3339 } from '../http/time';

export const pathOf = (type: string, id: string): string => `/v1/${faceOf(type).path}/${id}`;

/** What a list tells of a process: everything but what may be done with it now. */
export function listedView(snapshot: Omit<Snapshot, 'now'> | ProcessRow): { readonly [key: string]: Json } {
  const process = processUnder(snapshot.type, snapshot.policyVersion);
  const { type, id, state } = snapshot;
  const outcome = process.outcome(state);
  const self = pathOf(type, id);
  return {
    id,
    type,
    state: process.status(state),
    version: snapshot.revision,
    openedAt: rfc3339(snapshot.openedAt),
    updatedAt: rfc3339(snapshot.updatedAt),
    ...(snapshot.closedAt !== undefined && { closedAt: rfc3339(snapshot.closedAt) }),
    ...(outcome !== undefined && { outcome }),
    ...(snapshot.subjectId !== undefined && { subjectId: snapshot.subjectId }),
    ...(snapshot.companyId !== undefined && { companyId: snapshot.companyId }),
    policyVersion: snapshot.policyVersion,
    deadlines: process.due(state).map(({ command, dueAt }) => ({ command: command.type, dueAt: rfc3339(dueAt) })),
    links: { self, ...(process.workflow && { workflow: `${self}/workflow` }) },
    ...ownFields(process.view(state)),
  };
}

/**
 * A process as its own answer shows it. `allowed`: what this caller may do with it now. `refused`: what the caller has the right for and the state refuses
 * now, each with the reason; both by the rules themselves.
 */
export function processView(snapshot: Snapshot, authority: Authority): { readonly [key: string]: Json } {
  const { state, now, policyVersion } = snapshot;
  const type = snapshot.type as ProcessType;
  const process = processUnder(type, policyVersion);
  const { allowed, refused } = process.commandsNow(state, now, actorOf(authority));
  const mayUse = (command: string) => mayCommand(authority, type, command);
  const told = refused.filter(({ command }) => mayUse(command));
  return {
    ...listedView(snapshot),
    allowed: allowed.filter(mayUse),
    refused: told.map(({ command, code, availableAt }) => ({
      command,
      code,
      ...(availableAt !== undefined && { availableAt: rfc3339(availableAt) }),
    })),
  };
}

/** The domain tells instants as numbers in fields called `at` or that end in At, however deep; everything else goes out as it is. */
function ownFields(fields: object): Record<string, Json> {
  const told = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(told);
    return typeof value === 'object' && value !== null ? ownFields(value) : value;
  };
  const isInstant = (name: string, value: unknown) => (name === 'at' || name.endsWith('At')) && typeof value === 'number';
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isInstant(name, value) ? rfc3339(value as number) : told(value)]),
  ) as Record<string, Json>;
}
