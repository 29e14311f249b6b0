import type { Command, CommandOf, processes, ProcessType } from '#domain';
import type { BegunEffect, Engine } from '#engine';
import type { Ports } from '#providers';
import type { Vault } from '#vault';
import type { Transaction } from './transaction';

/** What effects act with, beside the ports of the providers. */
interface OwnServices {
  engine: Pick<Engine, 'read' | 'sendFromEffect'>;
  /** The ids of the registrations that join a company to this account, in their order, from just after one on. */
  registrationsJoining(accountId: string, after: string | undefined, limit: number): Promise<readonly string[]>;
  transaction: Transaction;
  vault: Pick<Vault, 'open' | 'insert' | 'erase' | 'forget'>;
}
export type Services = OwnServices & Ports;

type StateOf<P extends ProcessType> = Exclude<(typeof processes)[P]['initial'], { status: 'none' }>;

/** A begun effect of a process, with the state that this has now. */
export type Begun<P extends ProcessType> = BegunEffect & { process: { state: StateOf<P> } };

/** A final no, with its reason as a code. */
export interface Refusal {
  refused: string;
}

/** The provider has taken it and not decided yet: the effect stays begun, and is asked for again or called back about. */
type Undecided = 'pending';

/** Which attempt an answer belongs to. */
type Asked = Pick<BegunEffect, 'n'>;

interface Action<P extends ProcessType, Provider extends keyof Ports, Answer> {
  /** Named by `owed`, and the name of its activity. Effect ids and histories hold it: it never changes. */
  kind: string;
  /** The only provider that it acts with. */
  provider?: Provider;
  /**
   * Does it. It may run again after a crash, and must then end the same: the effect id is the provider's idempotency key.
   * Without an answer nothing is recorded but the end of the effect.
   */
  act(effect: Begun<P>, services: OwnServices & Pick<Ports, Provider>): Promise<Answer | Undecided | Refusal | undefined>;
}

/** No rule reads the answer. A refusal fails the effect, and an operator sees it. */
interface Unread {
  result?: undefined;
  refused?: undefined;
  callback?: undefined;
}

/** A rule reads the answer. */
interface Read<P extends ProcessType, Answer> {
  /** What an answer means: the command that is recorded together with the end of the effect. */
  result(answer: Answer, asked: Asked): CommandOf<P>;
  /** What a final no means; without it a refusal fails the effect. */
  refused?(reason: string, asked: Asked): CommandOf<P>;
  callback?: undefined;
}

/** The provider may also bring the answer itself, by a signed callback. */
interface CalledBack<P extends ProcessType, Answer> extends Omit<Read<P, Answer>, 'callback'> {
  refused(reason: string, asked: Asked): CommandOf<P>;
  /** The answers that it may bring, beside a final no. */
  callback: readonly (Answer & string)[];
}

type Declaration<P extends ProcessType, Provider extends keyof Ports, Answer> = Action<P, Provider, Answer> &
  (Unread | Read<P, Answer> | CalledBack<P, Answer>);

/** One kind of effect: how it is done, and what its answer means, whoever brings it. */
export interface Effect {
  process: ProcessType;
  kind: string;
  provider?: keyof Ports;
  act(effect: BegunEffect, services: Services): Promise<unknown>;
  result?(answer: unknown, asked: Asked): Command;
  refused?(reason: string, asked: Asked): Command;
  callback?: readonly string[];
}

/** One whose provider may bring the answer. */
export interface CalledBackEffect extends Effect {
  callback: readonly string[];
}

/** Declares a kind of effect that processes of this type owe. */
export const effect = <P extends ProcessType, Answer extends string | number | undefined, Provider extends keyof Ports = never>(
  process: P,
  declaration: Declaration<P, Provider, Answer>,
): Effect => ({ process, ...declaration });

/** The command that records an answer; none where no rule reads it. */
export function commandOf({ result, refused }: Effect, answer: unknown, asked: Asked): Command | undefined {
  if (answer === undefined) return undefined;
  return isRefusal(answer) ? refused?.(answer.refused, asked) : result?.(answer, asked);
}

export const isRefusal = (answer: unknown): answer is Refusal => typeof answer === 'object' && answer !== null && 'refused' in answer;
