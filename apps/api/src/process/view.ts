import { processUnder, type ProcessType } from '#domain';
import type { Json, Snapshot } from '#engine';
import type { ProcessRow } from '#read-models';
import { actorOf, mayCommand, type Authority } from '../authority/authority';
import { rfc3339 } from '../http/time';

/** Where processes of a type live under `/v1`. */
const collections: Readonly<Record<string, string>> = {
  account: 'accounts',
  approval: 'approvals',
  company: 'companies',
  deregistration: 'deregistrations',
  registration: 'registrations',
};

export const pathOf = (type: string, id: string): string => `/v1/${collections[type]}/${id}`;

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

/** A process as its own answer tells it: `allowed` is what this caller may ask of it now, by the rules that would refuse the rest. */
export function processView(snapshot: Snapshot, authority: Authority): { readonly [key: string]: Json } {
  const process = processUnder(snapshot.type, snapshot.policyVersion);
  const offered = process.allowed(snapshot.state, snapshot.now, actorOf(authority));
  const allowed = offered.filter((command) => mayCommand(authority, snapshot.type as ProcessType, command));
  return { ...listedView(snapshot), allowed };
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
