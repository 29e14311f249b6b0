/** Milliseconds since 1970-01-01 UTC, by the clock that the caller passes in. */
export type Instant = number;

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A stable code with what a caller needs to go on. Never personal data. */
export interface Problem<Code extends string = string> {
  code: Code;
  [extension: string]: unknown;
}

/** A timed command and the recorded instant from which it is valid. */
export interface Deadline<C = Command> {
  command: C;
  dueAt: Instant;
}

/**
 * What the world is owed: a message, a check, a purge step. `kind` names its activity, `n` counts repeats.
 * It does not begin after `usefulUntil`.
 */
export interface Effect<Kind extends string = string> {
  kind: Kind;
  n: number;
  usefulUntil?: Instant;
}

/**
 * What a process waits for beside its own deadlines. Ids and words only: Temporal shows it, and keeps no personal data.
 */
export interface Awaited {
  /** Another process, as `approval:<id>`; or people, by what they are asked as: `manager`, `role:it-admin`. */
  what: string;
  /** By then it is over, because what it waits for ends by itself. None: only an answer ends it. */
  until?: Instant;
  /** People who have decided, by their principals, in the order in which they are asked. */
  decided?: readonly { who: string; verdict: string }[];
  /** People who may still decide, by their principals. */
  missing?: readonly string[];
  /** How many more people are missing than are named. */
  more?: number;
}

/** A matter for an operator, such as a refused purge step. Open for as long as the state names it. */
export interface Trouble {
  kind: string;
  ref: string;
}

export interface Command {
  type: string;
}

export interface Event {
  type: string;
}

/**
 * The sender of a command: a caller by HTTP, a recorded deadline, another stream's event, the result of an effect, or
 * what other services have observed.
 */
export type Origin = 'caller' | 'clock' | 'reaction' | 'effect' | 'observation';

/**
 * A change to an identifier (a phone number) in the transaction of the decision. `key` is its blind index.
 * Each taking has an `identifierId` of its own, and names one that it takes over as `replaces`.
 */
export type ClaimChange =
  | { change: 'reserve' | 'hold'; kind: ClaimKind; key: string; identifierId: string; holder: string; replaces?: string }
  /**
   * Hands what `from` has to `to`: to the account that a registration opens, or to the one that goes on after a merge.
   */
  | { change: 'hand-over'; identifierId: string; from: string; to: string }
  | { change: 'cool-down'; identifierId: string; until: Instant }
  | { change: 'free'; identifierId: string };

/** `named-document`: one that a case is about. Any number of cases may name the same one; nobody is kept out by it. */
export type ClaimKind = 'phone' | 'identity' | 'verification' | 'named-document';

/**
 * A change to a count of those who share something (the accounts on a device). `key` is its blind index.
 * Each entry has a random id of its own, which stands for it in events.
 */
export type TallyChange =
  { change: 'enter'; kind: TallyKind; key: string; entryId: string; holder: string } | { change: 'leave'; entryId: string };

export type TallyKind =
  | 'device-account'
  | 'registration-phone'
  | 'registration-device'
  | 'registration-address'
  | 'invite-opening'
  | 'verification-case'
  | 'recording';

/** One entry of a tally, as found under lock. */
export interface TallyEntry {
  entryId: string;
  holder: string;
  at: Instant;
}

/** The holder of an identifier, as found under lock. */
export interface Claim {
  /** `reserved`: by a registration, and lapses with it. */
  state: 'reserved' | 'held' | 'cooldown';
  identifierId: string;
  holder: string;
  /** With `cooldown`: from then on anybody may take it. */
  until?: Instant;
}

/**
 * A claim that is found by its id, with the blind index that it stands under: the state of a process has only the id.
 */
export interface ClaimWithKey extends Claim {
  key: string;
}

/**
 * The answer of `decide`: events, or a problem, or a problem that events record. Expected refusals are values,
 * exceptions are bugs.
 * `Code`: the codes that a caller can meet.
 */
export interface Decision<E, Code extends string = string> {
  events: readonly E[];
  problem?: Problem<Code>;
  claims?: readonly ClaimChange[];
  tallies?: readonly TallyChange[];
}

export const accept = <E>(...events: E[]): Decision<E, never> => ({ events });

/**
 * A code that no caller meets, for the clock, a reaction or an effect that is too early, too late or repeated. It has
 * no problem entry.
 */
export interface InternalCode {
  readonly internal: string;
}

export const internal = (code: string): InternalCode => ({ internal: code });

/**
 * What the sender of an effect's result has looked up beside it has changed before the lock: it looks again, and sends
 * the same result.
 */
export const lookAgain = internal('look-again');

export const codeOf = (code: string | InternalCode): string => (typeof code === 'string' ? code : code.internal);

/** Those of some codes that a caller can meet. */
export type Told<Code> = Extract<Code, string>;

/** Refuses a command with a code: one that its caller meets, or an {@link internal} one. */
export const refuse = <const Code extends string | InternalCode>(
  code: Code,
  extensions: Omit<Problem, 'code'> = {},
): Decision<never, Told<Code>> => ({
  events: [],
  problem: { code: codeOf(code) as Told<Code>, ...extensions },
});

/**
 * `read`: does not change while the command decides; readers share it. `move`: the command may append to it, and no
 * other may.
 */
export type NeedMode = 'read' | 'move';

/** What a command reads beside its own stream: locked before `decide`, and in `facts` under the same name. */
export type Need =
  | {
      need: 'stream';
      process: string;
      id: string;
      /** `move` where it is left out. */
      mode?: NeedMode;
      /** Its state names further needs, so it is also read before anything is locked. */
      peek?: true;
    }
  | { need: 'claim'; kind: ClaimKind; key: string }
  | { need: 'claim-with-id'; identifierId: string }
  /** Arrives as its newest entries, so many at most, oldest first. */
  | { need: 'tally'; kind: TallyKind; key: string; newest: number }
  | { need: 'proof' };

export type Needs = Readonly<Record<string, Need>>;

/** The columns of a stream that never change after its first event. Ids only. */
export interface StreamColumns {
  subjectId?: string;
  accountId?: string;
  companyId?: string;
}

/**
 * One whole kind of process, for the kernel, the API, the workflow and the documents.
 * All functions are pure and total: the same input gives the same output, `evolve` never refuses, `decide` never
 * throws.
 */
export interface Process<
  S extends { status: string } = { status: string },
  E extends Event = Event,
  C extends Command = Command,
  F = unknown,
> {
  type: string;
  /** False for streams without time or effect: nothing waits for them. */
  workflow: boolean;
  /** The policy that the stream was opened under, and keeps. */
  policyVersion(state: S): number;
  /**
   * The same process by the rules of the policy with this version, for streams that were opened under it.
   * Left out if there is one policy for good. @throws {@link PolicyUnknown} for a version that this program does not
   * have.
   */
  under?(policyVersion: number): Process<S, E, C, F>;
  initial: S;
  evolve(state: S, event: E): S;
  decide(state: S, command: C, facts: F, now: Instant): Decision<E>;
  /**
   * Asked again with the facts that it named, until it names nothing new: a number names its holder only once its claim
   * is read.
   */
  needs(command: C, state: S, found: Partial<F>): Needs;
  /** Timed commands to come, soonest first. */
  due(state: S): readonly Deadline<C>[];
  owed(state: S): readonly Effect[];
  /** What it waits for beside `due`; left out where a process waits for nothing else. */
  awaits?(state: S): readonly Awaited[];
  /** Every kind of effect that it can owe: a program withdraws no other, because a newer one may owe it. */
  effectKinds: readonly string[];
  /** Those of them that only tell people something: nobody sends one that the state owes no more. */
  messageKinds?: readonly string[];
  troubles(state: S): readonly Trouble[];
  /** The same of its troubles: a program resolves no other. */
  troubleKinds: readonly string[];
  /** The commands of callers that the state does not refuse; with an actor, those that it does not refuse to them. */
  allowed(state: S, now: Instant, actor?: string): readonly C['type'][];
  /** Who sends which command. A command of another origin is a bug, not a refusal. */
  origins: Readonly<Record<C['type'], Origin | readonly Origin[]>>;
  /** The fields for callers beside the header. No personal data. `now`: where time alone changes what they tell. */
  view(state: S, now?: Instant): Readonly<Record<string, unknown>>;
  /** The version of the policy that it has adopted since its opening; left out where a process adopts none. */
  adoptedVersion?(state: S): number | undefined;
  /** The word for its phase; most often `state.status`. */
  status(state: S): string;
  /** Present when the process is over for good. */
  outcome(state: S): string | undefined;
  /** States that pass by themselves within seconds: `Prefer: wait` waits for their end. */
  passing: readonly string[];
  /** Events that do not move the public version: reminders and the like. */
  minor: readonly E['type'][];
  columns(state: S): StreamColumns;
  /** False of a stream that only a newer release can read; the kernel folds no such stream, whatever for. */
  canRead?(stream: Readable<S>): boolean;
  /** False of an event that only a newer release can fold. */
  canFold?(event: Event): boolean;
  /** The places in an event that do not fit its shape: no personal text gets in. The kernel appends no such event. */
  misfits?(event: Event): readonly string[];
}

/** What tells whether a program can read a stream. */
export interface Readable<S = { status: string }> {
  policyVersion: number;
  /** The word for its phase, as `status` gives it. */
  status: string;
  state: S;
}

/** A stream was opened under a policy that this program does not know: a newer program must decide about it. */
export class PolicyUnknown extends Error {
  constructor(process: string, version: number) {
    super(`${process} has no policy of version ${version} here`);
  }
}

/** A process by the rules of the policy that a stream was opened under. @throws {@link PolicyUnknown} */
export const underPolicy = <S extends { status: string }, E extends Event, C extends Command, F>(
  process: Process<S, E, C, F>,
  version: number,
): Process<S, E, C, F> => process.under?.(version) ?? process;

/** The origins that a command may have; none for one that the process does not know. */
export const originsOf = ({ origins }: Pick<Process, 'origins'>, command: string): readonly Origin[] => [origins[command] ?? []].flat();

/**
 * A stream without time or effect, to be spread into its process: nothing waits, nothing is owed, and its routes know
 * its commands.
 */
export const timeless = {
  workflow: false,
  due: () => [],
  owed: () => [],
  effectKinds: [],
  troubles: () => [],
  troubleKinds: [],
  allowed: () => [],
  outcome: () => undefined,
  passing: [],
  minor: [],
} as const;
