import type { Claim, ClaimKind, ClaimWithKey, Need, NeedMode, TallyEntry, TallyKind } from './decider';
import type { Proof } from './challenge/challenge';

declare const found: unique symbol;

/** A need with the type of what it finds, so that a rule cannot read a fact that it did not ask for. */
export type Finding<T> = Need & { readonly [found]: T };

const finding = <T>(need: Need) => need as Finding<T>;

/** The needs of a command, by the name of their facts; an undefined one is not needed. */
export type FindingNeeds = Readonly<Record<string, Finding<unknown> | undefined>>;

/** What a rule gets for its needs. */
export type FactsFor<N> = { readonly [K in keyof N]: N[K] extends Finding<infer T> | undefined ? T : never };

/**
 * The streams of one kind of process, as needs: to be read unchanged, or to be moved. Without an id there is no need.
 */
export const streamsOf = <S>(process: string) => {
  const stream = (mode: NeedMode) => (id: string | undefined) =>
    id === undefined ? undefined : finding<S | undefined>({ need: 'stream', process, id, mode });
  return { read: stream('read'), move: stream('move') };
};

/** A need whose state names further needs: the kernel also reads it before it locks anything. */
export const peek = <T>(need: Finding<T> | undefined): Finding<T> | undefined => need && finding<T>({ ...need, peek: true } as Need);

/** Who holds the identifier with this blind index. */
export const claim = (kind: ClaimKind, key: string) => finding<Claim | undefined>({ need: 'claim', kind, key });

/** The claim that has this id, with its blind index. Without an id there is no need. */
export const claimWithId = (identifierId: string | undefined) =>
  identifierId === undefined ? undefined : finding<ClaimWithKey | undefined>({ need: 'claim-with-id', identifierId });

/** The newest entries for this blind index, oldest first: no more than the rule must count, however many there are. */
export const tally = (kind: TallyKind, key: string, newest: number) =>
  finding<readonly TallyEntry[] | undefined>({ need: 'tally', kind, key, newest });

/** The one-time code that came with the command, judged. */
export const proof = finding<Proof | undefined>({ need: 'proof' });
