import type { CommandOf, Instant, Problem, ProcessType } from '#domain';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Whoever a command is recorded for. `principalId` is random and stands for the person or service; `via` is the service that acted for a person. */
export interface Actor {
  principalId: string;
  via?: string;
  authn: string;
}

/** A call from outside: who, and the identity of the request, so that the same call gives the same answer. */
export interface Caller {
  /** The client's key id: whose idempotency keys these are. */
  client: string;
  /** HMAC(client, On-Behalf-Of, Idempotency-Key), see `Keys.commandId`. */
  commandId: Buffer;
  /** HMAC over method, path, canonical body and If-Match. */
  requestHash: Buffer;
  actor: Actor;
  /** The public version that the caller believes in. */
  ifMatch?: number;
  /** Stays with the recorded answer, so that a replay tells the trace of the first call. */
  traceId: string;
}

/** A personal value on its way into the vault; inserted only if the command is accepted. */
export interface SealedValue {
  subjectId: string;
  dataClass: string;
  field: string;
  value: string;
  /** What the field held before goes first. */
  replace?: boolean;
}

/** Who holds what the command names, of what anybody holds. */
export interface HeldClaim {
  kind: string;
  key: string;
  holder: string;
}

export interface CallerCommand<P extends ProcessType = ProcessType> {
  process: P;
  /** The uuid of the process; of a new one `engine.idFor(caller, label)`. */
  id: string;
  command: CommandOf<P>;
  caller: Caller;
  seal?: readonly SealedValue[];
  /**
   * Object permission by facts, on the locked streams and claims and before `decide`. Its problem rolls back and is not recorded: a guard consumes no key.
   */
  permit?: (streams: ReadonlyMap<string, Snapshot>, claims: readonly HeldClaim[]) => Problem | undefined;
  /** The one-time code that came with the command. */
  proof?: { challengeId: string; code: string };
}

/** Where a process stands, as folded from its events. */
export interface Snapshot<S = { status: string }> {
  type: string;
  id: string;
  /** The public version (ETag). */
  revision: number;
  version: number;
  policyVersion: number;
  subjectId?: string;
  accountId?: string;
  companyId?: string;
  openedAt: Instant;
  updatedAt: Instant;
  closedAt?: Instant;
  state: S;
  /** The clock of the read: deadlines and `allowed` are told for this instant. */
  now: Instant;
}

/** What a call is answered: recorded once, the same for every repetition. */
export type Answer = { ok: true; revision: number; body: Json } | { ok: false; problem: Problem; traceId: string };

export interface Outcome {
  answer: Answer;
  /** The recorded answer of an earlier call with this key. */
  replayed: boolean;
}

/** What the workflow of a process needs to know: when to look again, and what to perform. Never personal data. */
export interface Control {
  version: number;
  status: string;
  /** No more business to come. */
  ended: boolean;
  outcome?: string;
  /** Ended, and nothing is owed any more. */
  finished: boolean;
  deadlines: readonly { command: string; waitMs: number; dueAt: Instant }[];
  owed: readonly { effectId: string; kind: string; attempts: number }[];
}

/** What an activity holds while it performs an effect. */
export interface BegunEffect {
  effectId: string;
  kind: string;
  n: number;
  attempts: number;
  /** By the machine's clock. */
  owedForMs: number;
  process: Snapshot<unknown>;
}
export type Begin = { begun: BegunEffect } | { busyForMs: number } | 'not-owed';
