import { given } from '#testing';
import { day } from '../decider';
import type { LivingAccount } from './account';
import type { AccountEvent } from './account.events';
import { account as process, type AccountCommand } from './account.process';
import { documentsOf } from './documents';
import type { CredentialMethod } from './levels.policy';

const account = given(process);
const takenIn = (identityId?: string): AccountEvent => ({
  ...{ type: 'AccountTakenIn', subjectId: 's', phoneId: 'p', activatedAt: 0, tier: 2, tierOneAt: 0, tierTwoAt: 0 },
  ...(identityId !== undefined && { identityId }),
});
const granted = (method: CredentialMethod, identityId?: string): AccountEvent => ({
  ...{ type: 'CredentialGranted', credentialId: method, method, at: 0 },
  ...(identityId !== undefined && { identityId }),
});
const grant = (method: CredentialMethod, identityId: string): AccountCommand => ({
  ...{ type: 'GrantCredential', credentialId: 'new', method, identityId },
});
const revoke = (credentialId: string, reason: 'another-person' | 'document-invalid'): AccountCommand => ({
  ...{ type: 'RevokeCredential', credentialId, reason },
});
const free = (identifierId: string) => ({ change: 'free', identifierId }) as const;

describe('the documents of an account (R17)', () => {
  it('begin with the first that it has proven, and a further one takes its place for nothing', () => {
    expect(account(takenIn(), granted('id-card', 'first')).state()).toMatchObject({ identityId: 'first' });
    expect(account(takenIn('first'), granted('passport', 'second')).state()).toMatchObject({ identityId: 'first' });
  });

  it('go free when another paper of the same method is in their place, unless something else rests on them', () => {
    account(takenIn('first'), granted('passport', 'old')).when(grant('passport', 'new'), { at: 0 }).thenClaims(free('old'));
    account(takenIn('first'), granted('passport', 'old'), granted('bank-card', 'old'))
      .when(grant('passport', 'new'), { at: 0 })
      .thenClaims();
    account(takenIn(), granted('passport', 'old')).when(grant('passport', 'new'), { at: 0 }).thenClaims();
    account(takenIn('first'), granted('passport', 'old')).when(grant('passport', 'old'), { at: 0 }).thenClaims();
  });

  it('go free at once with the account, each of them (D6)', () => {
    const frozen: AccountEvent = { type: 'AccountFrozen', deregistrationId: 'd' };
    account(takenIn('first'), granted('passport', 'second'), granted('bank-card', 'first'), frozen)
      .when({ type: 'PurgeAccount', deregistrationId: 'd', phoneFreeAt: 45 * day }, { at: 0 })
      .thenClaims({ change: 'cool-down', identifierId: 'p', until: 45 * day }, free('first'), free('second'));
  });

  it('go free with a merge, but for the one that was confirmed, and one that a credential of the other account rests on', () => {
    const close = { type: 'MergeInto', into: 'a', registrationId: 'r', phoneTaken: true, documentTaken: true } as const;
    const closed = account(takenIn('confirmed'), granted('passport', 'further'));
    closed.when(close, { at: 0 }).thenClaims(free('further'));
    closed.when({ ...close, documentTaken: false }, { at: 0 }).thenClaims(free('confirmed'), free('further'));
    const absorb = { type: 'AbsorbAccount', accountId: 'a', closedId: 'b', registrationId: 'r', takesDocument: true } as const;
    const taken = { change: 'hand-over', identifierId: 'confirmed', from: 'b', to: 'a' } as const;
    const facts = { closed: closed.state() };
    account(takenIn('own')).when(absorb, { at: 0, facts }).thenClaims(free('own'), taken);
    account(takenIn('own'), granted('id-card', 'own')).when(absorb, { at: 0, facts }).thenClaims(taken);
    // The one that was confirmed is a further one of the closed account.
    const documentId = 'further';
    closed.when({ ...close, documentId }, { at: 0 }).thenClaims(free('confirmed'));
    account(takenIn('own'))
      .when({ ...absorb, documentId }, { at: 0, facts })
      .thenClaims(free('own'), { ...taken, identifierId: 'further' });
  });

  it('go free when an operator has seen that they are another person’s, and stay for every other reason', () => {
    const proven = account(takenIn(), granted('id-card', 'first'));
    proven.when(revoke('id-card', 'another-person'), { at: 0 }).thenClaims(free('first'));
    proven.when(revoke('id-card', 'document-invalid'), { at: 0 }).thenClaims();
    const revoked: AccountEvent = {
      ...{ type: 'CredentialRevoked', credentialId: 'id-card', method: 'id-card', reason: 'another-person', at: 0 },
      identityId: 'first',
    };
    const state = account(takenIn(), granted('id-card', 'first'), revoked).state();
    expect(state).not.toHaveProperty('identityId');
    expect(documentsOf(state as LivingAccount)).toEqual([]);
  });

  it('of a registration, too, which names none with its credential', () => {
    account(takenIn('first'), granted('id-card')).when(revoke('id-card', 'another-person'), { at: 0 }).thenClaims(free('first'));
    account(takenIn('first'), granted('unverified')).when(revoke('unverified', 'another-person'), { at: 0 }).thenClaims();
  });

  it('stay where another credential of the account rests on them, until that is revoked too', () => {
    account(takenIn(), granted('id-card', 'first'), granted('bank-card', 'first'))
      .when(revoke('id-card', 'another-person'), { at: 0 })
      .thenClaims();
  });
});
