import { partsOf, processOf, underPolicy, type Awaited, type Deadline, type Process } from '#domain';
import type { Folding, LoadedStream, LockMode, StoredEvent, StreamHead } from '#event-store';
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

/** The shape of stored events as a whole; a later one is of a newer release. */
export const schemaVersion = 1;

/** A stream folds the same under any policy, so once is enough. */
const folded = new WeakMap<LoadedStream, { status: string }>();

/**
 * Returns the state of a stream, whatever for: to decide about it, to read it as a fact, to ask who sees it. It is the
 * stored one with the events behind it. The one place that asks whether this program can read it.
 * @throws PolicyUnknown, Unavailable where only a newer program can: a policy, an event, a status or a word is unknown.
 * To `move` a stream all its events must be known; to `read` it, unknown ones that move no version do not matter.
 */
export function foldStream(process: Process, stream: LoadedStream | undefined, use: LockMode): { status: string } {
  if (!stream) return process.initial;
  if (!isKnown(process, stream, use)) throw new Unavailable('state-unknown');
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

function isKnown(process: Process, { events }: LoadedStream, use: LockMode): boolean {
  const newer = events.filter((event) => !isOurs(process, event));
  return newer.every(({ meta }) => use === 'read' && meta['minor'] === true);
}

const isOurs = (process: Process, event: StoredEvent): boolean =>
  event.schemaVersion <= schemaVersion && process.canFold?.(domainEvent(event)) !== false;

/**
 * An effect that only a newer release owes stops no command, because owed effects are compared by their kinds; but its
 * result is only for that release. @throws Unavailable
 */
export function refuseUnknownEffect({ effectKinds }: Process, kind: string): void {
  if (!effectKinds.includes(kind)) throw new Unavailable('state-unknown');
}

/** The domain of this program, for those who compare states with events. */
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
  ...(head.client !== null && { client: head.client }),
  openedAt: head.openedAt,
  updatedAt: head.updatedAt,
  ...(head.endedAt !== null && { closedAt: head.endedAt }),
  state,
  now,
});

export const foldToProcessState = (stream: LoadedStream, now: number, process: Process, use: LockMode): ProcessState =>
  toProcessState(stream.head, foldStream(process, stream, use), now);

/** Returns the soonest deadline in milliseconds, or null for a process without one. */
export const nextDueAt = (deadlines: readonly Deadline[]): number | null =>
  deadlines.length === 0 ? null : Math.min(...deadlines.map(({ dueAt }) => dueAt));

/** Returns when a state ends by itself: its last deadline, or that of what it awaits; null if it never does. */
export function endOf(deadlines: readonly Deadline[], awaits: readonly Awaited[]): number | null {
  const ends = [...deadlines.map(({ dueAt }) => dueAt), ...awaits.flatMap(({ until }) => until ?? [])];
  return ends.length === 0 ? null : Math.max(...ends);
}
