import type { Awaited, CommandOf, Instant, Observation, Problem, ProcessType, SealedClass, Trouble } from '#domain';
import type { Tx } from '#event-store';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The actor of a command. `principalId` is a random id of a person or service; `via` is the service that acted for a
 * person.
 */
export interface Actor {
  principalId: string;
  via?: string;
  authn: string;
}

/** A call from outside: its actor and the identity of the request, so that the same call gets the same answer. */
export interface Caller {
  /** The calling system: the scope of its idempotency keys, and whose the processes are that it opens. */
  client: string;
  /** HMAC(client, On-Behalf-Of, Idempotency-Key), see `Keys.commandId`. */
  commandId: Buffer;
  /**
   * HMAC over the command id, method, path, body as they are meant, and If-Match: equal calls of two callers differ.
   */
  requestHash: Buffer;
  /** The hashes by which former releases recorded the call, as it was written; they go 90 days after this release. */
  formerRequestHashes?: () => Buffer[];
  actor: Actor;
  /** The public version that the caller expects. */
  ifMatch?: number;
  /** Where a service acts for a person: their account must still let them act once it is locked. */
  standing?: Standing;
  /** What may serve one act alone, and what the act uses up in its transaction. */
  once?: Once;
  /** Recorded with the answer, so that a replay returns the trace of the first call. */
  traceId: string;
}

/** What serves one act: it is used up under lock, before the decision, and spared where the act is refused. */
export interface Once {
  /** Its problem rolls back and is not recorded: another act has used it up. */
  use(tx: Tx): Promise<Problem | undefined>;
  spare(tx: Tx): Promise<unknown>;
}

/** Asks under lock, before every command, whether the state of an account lets its person act. */
export interface Standing {
  streamId: string;
  /** What else must still let them act: the roles of an administrator. */
  roles?: readonly string[];
  /** `account`: undefined where the person has none. Its problem rolls back and is not recorded. */
  refuse(account: ProcessState | undefined, streams: Pick<ReadonlyMap<string, ProcessState>, 'get'>): Problem | undefined;
}

/** What a service has observed of one account. */
export interface Observed {
  /** The principal of the service: it cannot take the ids of another one. */
  client: string;
  actor: Actor;
  traceId: string;
  /** Of the account: an older one counts less. Left out: the least. */
  policyVersion?: number;
  /** `id` is unique in a source, and a source in a client. */
  observed: readonly (Observation & { source: string; id: string })[];
}

/** A personal value for the vault; inserted only if the command is accepted. */
export interface SealedValue<P extends ProcessType = ProcessType> {
  subjectId: string;
  dataClass: SealedClass<P>;
  field: string;
  value: string;
  /** Deletes the earlier value of the field first. */
  replace?: boolean;
  /** A blind index, by which equal values of others are found for as long as this one is kept. */
  foundBy?: string;
  /** Only with an event of this type: the command may be the last of several that lead there. */
  onlyWith?: string;
}

/** The holder of each identifier that the command names; only identifiers with a holder are in it. */
export interface HeldClaim {
  kind: string;
  key: string;
  holder: string;
}

/** A process as somebody has read it a moment ago, without a lock. */
export interface SeenProcess {
  policyVersion: number;
  updatedAt: Instant;
  state: { status: string };
}

/** A person whom nobody has named before, and the random id that is to stand for them. */
export interface NewName {
  userId: string;
  principalId: string;
}

/** Somebody else has named one of these people meanwhile: look up their principals again, and repeat. */
export const namedMeanwhile: Problem = { code: 'unavailable' };

export interface CallerCommand<P extends ProcessType = ProcessType> {
  process: P;
  /** The uuid of the process; for a new one `engine.idFor(caller, label)`. */
  id: string;
  command: CommandOf<P>;
  caller: Caller;
  /**
   * The process as the caller has just seen it; `absent`: the command opens it. What the command needs is foreseen by
   * that, and asked again under lock.
   */
  seen?: SeenProcess | 'absent';
  seal?: readonly SealedValue<P>[];
  /**
   * Checks object permissions on the locked streams and claims, before `decide`.
   * Its problem rolls back and is not recorded: a guard consumes no key.
   */
  permit?: (streams: ReadonlyMap<string, ProcessState>, claims: readonly HeldClaim[]) => Problem | undefined;
  /** Streams that `permit` asks about beside those of the command: they are locked to be read. */
  reads?: readonly string[];
  /**
   * The principals that its events may name: one that was erased since the caller asked for it makes the command fail
   * with 503.
   */
  names?: readonly string[];
  /** People whom its events name first: they get these principals if the command is accepted, all in one statement. */
  newNames?: readonly NewName[];
  /**
   * The one-time code that came with the command. `counter`: whose misses they are. `orAlike`: any other code of the
   * same process, number and purpose does as well.
   */
  proof?: { challengeId: string; code: string; counter?: string; orAlike?: boolean };
  /** Sends what else is recorded with an accepted command: in its transaction, and once. */
  alongside?: (tx: Tx) => Promise<unknown>;
}

/** The state of a process, folded from its events. */
export interface ProcessState<S = { status: string }> {
  type: string;
  id: string;
  /** The public version (ETag). */
  revision: number;
  version: number;
  policyVersion: number;
  subjectId?: string;
  accountId?: string;
  companyId?: string;
  /** The client whose call opened it. */
  client?: string;
  openedAt: Instant;
  updatedAt: Instant;
  closedAt?: Instant;
  state: S;
  /** The clock of the read, in milliseconds: deadlines and `allowed` hold for this instant. */
  now: Instant;
}

/** The answer to a call: recorded once, the same for every repetition. */
export type Answer = { ok: true; revision: number; body: Json } | { ok: false; problem: Problem; traceId: string };

export interface Outcome {
  answer: Answer;
  /** The recorded answer of an earlier call with this key. */
  replayed: boolean;
}

/**
 * An effect that a process owes, with its tries so far. Instants of the machine's clock, as leases and back-off have
 * them. Looks of former releases, in recorded histories, have only the first three fields.
 */
export interface OwedEffect {
  effectId: string;
  kind: string;
  attempts: number;
  /** Why the last try that failed did: a code. */
  reason?: string;
  lastTryAt?: Instant;
  /** Planned by the retry policy; left out while a try is under way, or none has been. */
  nextTryAt?: Instant;
}

/** What the workflow of a process needs to know: when to read again and what to perform. Never personal data. */
export interface Control {
  version: number;
  status: string;
  /** The process has ended; effects may still be owed. */
  ended: boolean;
  outcome?: string;
  companyId?: string;
  /** The last deadline of the state. */
  endsAt?: Instant;
  /** Ended, with no owed effect left. */
  finished: boolean;
  deadlines: readonly { command: string; waitMs: number; dueAt: Instant }[];
  owed: readonly OwedEffect[];
  /**
   * What it waits for beside its deadlines: another process, or people and who of them has decided. Left out where
   * there is nothing such, and by looks of earlier releases in recorded histories.
   */
  awaits?: readonly Awaited[];
  /**
   * What it waits for an operator with. Left out where there is nothing such, and by looks of earlier releases in
   * recorded histories.
   */
  troubles?: readonly TroubleToMend[];
  /**
   * Not finished, and nothing to wait for: its workflow ends, and any wake starts it again. Looks of release 0.1.0, in
   * recorded histories, do not say it.
   */
  rests?: boolean;
}

/** A trouble of the state; `reason`: the code with which the effect of its name was refused. */
export interface TroubleToMend extends Trouble {
  reason?: string;
}

/** What an activity holds while it performs an effect. */
export interface BegunEffect {
  effectId: string;
  kind: string;
  n: number;
  attempts: number;
  /** How long the effect has been owed, in milliseconds of machine time. */
  owedForMs: number;
  /** The trace of the event that owes it; without one in effects of an early release. */
  trace?: string;
  /** A message that its process owes no more: a newer one speaks, or its subject is over. Nobody sends it. */
  outdated?: true;
  process: ProcessState<unknown>;
}
/** `busyForMs`: when to ask again, because another try is under way, or the provider is left in peace so long. */
export type Begin = { begun: BegunEffect } | { busyForMs: number } | 'not-owed';
