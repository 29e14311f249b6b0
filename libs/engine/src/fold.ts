import { partsOf, processOf, underPolicy, type Deadline, type Process } from '#domain';
import type { Folding, LoadedStream, StoredEvent, StreamHead } from '#event-store';
import { domainShape } from '#read-models';
import type { ProcessState } from './execution';
import { Unavailable } from './failure';

/**
 * Returns the process of an existing stream under the policy of its first event.
 * @throws PolicyUnknown when only a newer program knows that policy.
 */
export const processOfHead = (
  processOf: (type: string) => Process,
  { type, policyVersion }: Pick<StreamHead, 'type' | 'policyVersion'>,
): Process => underPolicy(processOf(type), policyVersion);

export const foldFrom = <S extends { status: string }>(process: Process<S>, state: S, events: readonly { type: string }[]): S =>
  events.reduce((folded, event) => process.evolve(folded, event), state);

/** Returns a stored event as the domain knows it: the type and its data in one object. */
export const domainEvent = ({ type, data }: StoredEvent) => ({ ...data, type });

/** A stream folds the same under any policy, so once is enough. */
const folded = new WeakMap<LoadedStream, { status: string }>();

/**
 * Returns the state of a stream, whatever for: to decide about it, to read it as a fact, to ask who sees it. It is the
 * stored one with the events
 * behind it.
 * @throws PolicyUnknown, Unavailable where only a newer program can read it: its words would mean nothing here.
 */
export function foldStream(process: Process, stream: LoadedStream | undefined): { status: string } {
  if (!stream) return process.initial;
  const known = folded.get(stream);
  if (known) return known;
  const { policyVersion } = stream.head;
  const own = underPolicy(process, policyVersion);
  const stored = (stream.state ?? own.initial) as { status: string };
  const state = foldFrom(own, stored, stream.events.map(domainEvent));
  if (own.canRead?.({ policyVersion, status: own.status(state), state }) === false) throw new Unavailable('state-unknown');
  folded.set(stream, state);
  return state;
}

/** The domain of this program, for whoever compares states with events. */
export const folding: Folding = {
  shape: domainShape,
  initial: (type) => processOf(type).initial,
  evolve: (type, state, event) => foldFrom(processOf(type), state as { status: string }, [domainEvent(event)]),
};

export const toProcessState = (head: StreamHead, state: { status: string }, now: number): ProcessState => ({
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

export const foldToProcessState = (stream: LoadedStream, now: number, process: Process): ProcessState =>
  toProcessState(stream.head, foldStream(process, stream), now);

/** Returns the soonest deadline in milliseconds, or null for a process without one. */
export const nextDueAt = (deadlines: readonly Deadline[]): number | null =>
  deadlines.length === 0 ? null : Math.min(...deadlines.map(({ dueAt }) => dueAt));
