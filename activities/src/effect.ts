import type { FoundDocument } from '#iam';
import type { Command, CommandOf, processes, ProcessType, SealedClass } from '#domain';
import type { BegunEffect, Engine } from '#engine';
import type { Ports } from '#providers';
import type { Vault } from '#vault';
import type { RoleOfPerson } from './membership/role-of-person';
import type { RightsOfCompany } from './rights-review/rights-of-company';
import type { Transaction } from './transaction';

/** What effects act with, beside the ports of the providers. */
interface OwnServices {
  engine: Pick<Engine, 'ids' | 'read' | 'readAll' | 'sendFromEffect'>;
  /** Returns the ids of the registrations that join a company to this account, in order, after the given one. */
  registrationsJoining(accountId: string, after: string | undefined, limit: number): Promise<readonly string[]>;
  /** The roles and groups of a company that the person of an account holds. */
  rolesOf(accountId: string, companyId: string): Promise<readonly RoleOfPerson[]>;
  /** The document of an applicant, and who has it now; undefined where there is none, or none any more. */
  documentOf(registrationId: string): Promise<FoundDocument | undefined>;
  /** Returns the ids of the verification cases of this account in the same way. */
  casesOf(accountId: string, after: string | undefined, limit: number): Promise<readonly string[]>;
  /** The accounts and the roles of a company by their ids, page by page: accounts behind one, roles from one on. */
  rights: RightsOfCompany;
  /** R11: counts how long a registration took that has come to its end; left out: nobody counts. */
  registered?(registration: Pick<BegunEffect['process'], 'id' | 'now'>): Promise<void>;
  transaction: Transaction;
  vault: Pick<Vault, 'open' | 'insert' | 'erase' | 'forget'>;
}
export type Services = OwnServices & Ports;

type StateOf<P extends ProcessType> = Exclude<(typeof processes)[P]['initial'], { status: 'none' }>;

/** A started effect of a process, with the current state of the process. */
export type Begun<P extends ProcessType> = BegunEffect & { process: { state: StateOf<P> } };

/** A final refusal, with its reason as a code. */
export interface Refusal {
  refused: string;
}

/**
 * The provider has accepted the call and not decided yet: the effect stays begun, and is tried again or called back
 * about.
 */
type Undecided = 'pending';

/** What may be looked up for a command, whether the activity records it or a callback brings it. */
export type LookUps = Pick<OwnServices, 'documentOf'>;

/** The attempt that an answer belongs to. */
type Asked = Pick<BegunEffect, 'n'>;

interface Action<P extends ProcessType, Provider extends keyof Ports, Answer> {
  /** Named by `owed`, and the name of its activity. It never changes, because effect ids and histories hold it. */
  kind: string;
  /** The only provider that it acts with, or those that it chooses from. */
  provider?: Provider | readonly Provider[];
  /** The data classes of its subject that it erases. */
  erases?: readonly SealedClass[];
  /** It also erases what was observed of the account. */
  erasesObservations?: true;
  /** The call by which an operator lets the process of this id go on after a final refusal. */
  goesOn?(processId: string): string;
  /**
   * Performs the effect. A repetition after a crash must end the same: the effect id is the provider's idempotency key.
   * Without an answer only the end of the effect is recorded.
   */
  act(effect: Begun<P>, services: OwnServices & Pick<Ports, Provider>): Promise<Answer | Undecided | Refusal | undefined>;
}

/** No rule reads the answer. A refusal fails the effect, and an operator gets a task. */
interface Unread {
  brings?: undefined;
  result?: undefined;
  refused?: undefined;
  callback?: undefined;
  late?: undefined;
}

/** A rule reads the answer. */
interface Read<P extends ProcessType, Answer> {
  /** What its command carries besides, looked up when the answer is there. */
  brings?(processId: string, lookUps: LookUps): Promise<object>;
  /** Turns an answer into the command that is recorded together with the end of the effect. */
  result(answer: Answer, asked: Asked): CommandOf<P>;
  /** Turns a final refusal into a command; without it a refusal fails the effect. */
  refused?(reason: string, asked: Asked): CommandOf<P>;
  callback?: undefined;
  late?: undefined;
}

/** The provider may also send the answer itself, by a signed callback. */
interface CalledBack<P extends ProcessType, Answer> extends Omit<Read<P, Answer>, 'callback' | 'late'> {
  refused(reason: string, asked: Asked): CommandOf<P>;
  /** The answers that it may send, beside a final refusal. */
  callback: readonly (Answer & string)[];
  /**
   * What each of them has left in the world where it comes when no effect waits for it; a final refusal leaves nothing.
   */
  late: { readonly [A in Answer & string as Exclude<A, Undecided>]: Late<P> };
}

/**
 * Nothing, or something that a command to the process takes back. `unless`: the code by which the rule says that it may
 * stay; what the rule refuses otherwise, an operator must settle.
 */
type Late<P extends ProcessType> = 'leaves-nothing' | { takesBack: CommandOf<P>; unless: string };

type Declaration<P extends ProcessType, Provider extends keyof Ports, Answer> = Action<P, Provider, Answer> &
  (Unread | Read<P, Answer> | CalledBack<P, Answer>);

/** One kind of effect: how to perform it, and what its answer means, whether the activity or a callback brings it. */
export interface Effect {
  process: ProcessType;
  kind: string;
  provider?: keyof Ports | readonly (keyof Ports)[];
  erases?: readonly SealedClass[];
  erasesObservations?: true;
  goesOn?(processId: string): string;
  act(effect: BegunEffect, services: Services): Promise<unknown>;
  brings?(processId: string, lookUps: LookUps): Promise<object>;
  result?(answer: unknown, asked: Asked): Command;
  refused?(reason: string, asked: Asked): Command;
  callback?: readonly string[];
  late?: Readonly<Record<string, 'leaves-nothing' | { takesBack: Command; unless: string }>>;
}

/** An effect whose provider may send the answer. */
export interface CalledBackEffect extends Effect {
  callback: readonly string[];
  late: NonNullable<Effect['late']>;
}

/** Declares a kind of effect that processes of this type owe. */
export const effect = <P extends ProcessType, Answer extends string | number | undefined, Provider extends keyof Ports = never>(
  process: P,
  declaration: Declaration<P, Provider, Answer>,
): Effect => ({ process, ...declaration });

/** Returns the command that records an answer; undefined if no rule reads it. */
export function commandOf({ result, refused }: Effect, answer: unknown, asked: Asked): Command | undefined {
  if (answer === undefined) return undefined;
  return isRefusal(answer) ? refused?.(answer.refused, asked) : result?.(answer, asked);
}

/** The same with what it brings: looked up anew at each try, since it may have changed before the lock. */
export async function commandFor(
  effect: Effect,
  answer: unknown,
  { effectId, n }: Asked & { effectId: string },
  lookUps: LookUps,
): Promise<Command | undefined> {
  const command = commandOf(effect, answer, { n });
  return command && effect.brings ? { ...command, ...(await effect.brings(processIdOf(effectId), lookUps)) } : command;
}

const processIdOf = (effectId: string): string => effectId.split(':')[1]!;

export const isRefusal = (answer: unknown): answer is Refusal => typeof answer === 'object' && answer !== null && 'refused' in answer;
