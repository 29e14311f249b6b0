import { processOf, type Deadline, type Process } from '#domain';
import type { LoadedStream, StoredEvent, StreamHead } from '#event-store';
import type { Snapshot } from './execution';

export const streamIdOf = (process: string, id: string): string => `${process}:${id}`;

/** `<process>:<uuid>`, the workflow's id too. */
export function partsOf(streamId: string): { type: string; id: string } {
  const colon = streamId.indexOf(':');
  return { type: streamId.slice(0, colon), id: streamId.slice(colon + 1) };
}

export const foldFrom = <S extends { status: string }>(process: Process<S>, state: S, events: readonly { type: string }[]): S =>
  events.reduce((folded, event) => process.evolve(folded, event), state);

/** Stored events as the domain knows them: the type and its data in one object. */
export const domainEvent = ({ type, data }: StoredEvent) => ({ ...data, type });

export const foldStream = (process: Process, stream: LoadedStream | undefined): { status: string } =>
  foldFrom(process, process.initial, (stream?.events ?? []).map(domainEvent));

export const snapshotOf = (head: StreamHead, state: { status: string }, now: number): Snapshot => ({
  type: head.type,
  id: partsOf(head.streamId).id,
  revision: head.revision,
  version: head.version,
  policyVersion: head.policyVersion,
  ...(head.subjectId !== null && { subjectId: head.subjectId }),
  ...(head.accountId !== null && { accountId: head.accountId }),
  ...(head.companyId !== null && { companyId: head.companyId }),
  openedAt: head.openedAt,
  updatedAt: head.updatedAt,
  ...(head.endedAt !== null && { closedAt: head.endedAt }),
  state,
  now,
});

export const snapshotOfStream = (stream: LoadedStream, now: number, process = processOf(stream.head.type)): Snapshot =>
  snapshotOf(stream.head, foldStream(process, stream), now);

/** The soonest deadline, or null for a process that nothing waits for. */
export const nextDueAt = (deadlines: readonly Deadline[]): number | null =>
  deadlines.length === 0 ? null : Math.min(...deadlines.map(({ dueAt }) => dueAt));
