import type { Batch } from '#event-store';
import type { Move } from './decision';

type ClaimChange = Move['claims'][number];
type HandOver = Extract<ClaimChange, { change: 'hand-over' }>;

/** Adds what a move changes in who holds or has reserved an identifier. */
export function addClaims(batch: Batch, { claims }: Move): void {
  for (const claim of claims) addClaim(batch, claim);
}

function addClaim(batch: Batch, claim: ClaimChange): void {
  if (claim.change === 'hold' || claim.change === 'reserve') {
    const { kind, key, identifierId, holder, replaces = null } = claim;
    batch.claimsTaken.push({ kind, key, identifierId, holder, state: claim.change === 'hold' ? 'held' : 'reserved', replaces });
  } else if (claim.change === 'hand-over') handOver(batch, claim);
  else if (claim.change === 'cool-down') batch.claimsCooling.push({ identifierId: claim.identifierId, until: claim.until });
  else releaseClaim(batch, claim.identifierId);
}

/**
 * Hands a claim over. A claim of this same batch is changed in place, because parts of one statement do not see each
 * other's rows.
 */
function handOver(batch: Batch, { identifierId, from, to }: Pick<HandOver, 'identifierId' | 'from' | 'to'>): void {
  const taken = batch.claimsTaken.find((claim) => claim.identifierId === identifierId && claim.holder === from);
  if (!taken) batch.claimsHandedOver.push({ identifierId, from, to });
  else Object.assign(taken, { holder: to, state: 'held' as const });
}

/** Frees a claim. One that this same batch took is dropped, and the claim that it replaced is freed. */
function releaseClaim(batch: Batch, identifierId: string): void {
  const taken = batch.claimsTaken.find((claim) => claim.identifierId === identifierId);
  const others = <T extends { identifierId: string }>(claims: readonly T[]) =>
    claims.filter((claim) => claim.identifierId !== identifierId);
  batch.claimsTaken = others(batch.claimsTaken);
  batch.claimsHandedOver = others(batch.claimsHandedOver);
  if (!taken) batch.claimsFreed.push(identifierId);
  else if (taken.replaces !== null) batch.claimsFreed.push(taken.replaces);
}

/** Adds what a move changes in the lists of those who share something. */
export function addTallies(batch: Batch, { tallies }: Move, now: number): void {
  for (const tally of tallies) {
    const { entryId } = tally;
    if (tally.change === 'enter') {
      const { kind, key, holder } = tally;
      batch.talliesEntered.push({ kind, key, entryId, holder, at: now });
    } else if (batch.talliesEntered.some((entry) => entry.entryId === entryId)) {
      batch.talliesEntered = batch.talliesEntered.filter((entry) => entry.entryId !== entryId);
    } else batch.talliesLeft.push(entryId);
  }
}
