import { processUnder, type ProcessType } from '#domain';
import type { Json, ProcessState } from '#engine';
import type { ProcessRow } from '#read-models';
import { actorOf, mayCommand, type Authority } from '../authority/authority';
import { faceOf } from '../authority/faces';
import { rfc3339 } from '../http/time';

export const pathOf = (type: string, id: string): string => `/v1/${faceOf(type).path}/${id}`;

/** A process in a list: everything but what may be done with it now. */
export function listedView(found: Omit<ProcessState, 'now'> | ProcessRow): { readonly [key: string]: Json } {
  const process = processUnder(found.type, found.policyVersion);
  const { type, id, state } = found;
  const outcome = process.outcome(state);
  const self = pathOf(type, id);
  return {
    id,
    type,
    state: process.status(state),
    version: found.revision,
    openedAt: rfc3339(found.openedAt),
    updatedAt: rfc3339(found.updatedAt),
    ...(found.closedAt !== undefined && { closedAt: rfc3339(found.closedAt) }),
    ...(outcome !== undefined && { outcome }),
    ...(found.subjectId !== undefined && { subjectId: found.subjectId }),
    ...(found.companyId !== undefined && { companyId: found.companyId }),
    policyVersion: found.policyVersion,
    deadlines: process.due(state).map(({ command, dueAt }) => ({ command: command.type, dueAt: rfc3339(dueAt) })),
    links: { self, ...(process.workflow && { workflow: `${self}/workflow` }) },
    ...ownFields(process.view(state)),
  };
}

/**
 * A process in its own answer. `allowed`: what this caller may do with it now.
 * `refused`: what the caller has the right for and the state refuses now, with the reason. Both follow from the rules.
 */
export function processView(found: ProcessState, authority: Authority): { readonly [key: string]: Json } {
  const { state, now, policyVersion } = found;
  const type = found.type as ProcessType;
  const process = processUnder(type, policyVersion);
  const actor = actorOf(authority);
  const refused = process.refused(state, now, actor).filter(({ command }) => mayCommand(authority, type, command));
  return {
    ...listedView(found),
    allowed: process.allowed(state, now, actor).filter((command) => mayCommand(authority, type, command)),
    refused: refused.map(({ command, code, availableAt }) => ({
      command,
      code,
      ...(availableAt !== undefined && { availableAt: rfc3339(availableAt) }),
    })),
  };
}

/**
 * Fields called `at`, or ending in At, are instants as numbers in the domain, however deep; they become RFC 3339, all
 * else stays.
 */
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
