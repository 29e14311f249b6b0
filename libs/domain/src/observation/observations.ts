import type { Account } from '../account/account';
import type { ObservedPolicy } from '../account/account.policy';
import { activity } from '../account/activity';
import { risk } from '../account/risk';
import { failedSignIn, signIn } from '../account/sign-ins';
import type { Command } from '../decider';
import { fitsKind, type Observation, type ObservationKind } from './observation';

/** Every type of observation: the one place that registers them. */
export const observations = { activity, risk, 'sign-in': signIn, 'sign-in-failed': failedSignIn } as const satisfies Readonly<
  Record<string, ObservationKind<Account, ObservedPolicy>>
>;

export type ObservationType = keyof typeof observations;
export const observationTypes = Object.keys(observations) as readonly ObservationType[];

/** Observations are taken from the activation of an account to its purge. */
export const isObserved = ({ status }: Account): boolean => status === 'living';

/** @throws for a type or a field that none has: a bug, since the contract lets no such observation in */
export function refuseMisfits(observed: readonly Observation[]): void {
  const misfit = observed.find((each) => !Object.hasOwn(observations, each.type) || !fitsKind(kindOf(each), each));
  if (misfit) throw new Error(`an observation does not fit ${misfit.type}`);
}

/**
 * The commands that these observations ask of the account as it stands; most ask for none. `policy`: that of the
 * account; an older one counts less.
 */
export const commandsAsked = (account: Account, observed: readonly Observation[], policy: ObservedPolicy = {}): readonly Command[] =>
  observationTypes.flatMap((type) => {
    const own = observed.filter((each) => each.type === type);
    return own.length === 0 ? [] : ((kindOf(own[0]!) as ObservationKind<Account, ObservedPolicy>).asks(account, own, policy) ?? []);
  });

const kindOf = ({ type }: Observation) => observations[type as ObservationType];
