import { Injectable } from '@nestjs/common';
import type { BindName } from '#contracts';
import { standing, type Account, type Problem } from '#domain';
import { Engine, streamIdOf, type Caller, type Json, type ProcessState } from '#engine';
import { Database, type Tx } from '#event-store';
import { bindIdentity, listIdentities, namePerson, removeIdentity, unbindIdentity, writeSecurityEntry, type BoundIdentity } from '#iam';
import { concernsAccount, concernsCompanies } from '#read-models';
import { actorOf, isOperator, ownerIn, viaOf, type Authority } from '../authority/authority';
import type { Call } from '../authority/call';
import { People } from '../authority/people';
import { refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { BindingCodes } from './binding-codes';
import { identityOf } from './identity-of';

type By = 'code' | 'claim';
type Answered = { ok: true; body: Json } | { ok: false; problem: Problem };
const refused = (code: string): Answered => ({ ok: false, problem: { code } });

/** Names at identity providers: whom they are bound to. Each change is in the security log. */
@Injectable()
export class Bindings {
  constructor(
    private readonly engine: Engine,
    private readonly database: Database,
    private readonly people: People,
    private readonly codes: BindingCodes,
  ) {}

  /**
   * Binds the name of the token to the account whose number got the code, or that the issuer is trusted to name.
   * What keeps it from that is told only behind a proof.
   */
  async bind(body: BindName, call: Call) {
    const accountId = body ? await this.codes.accountOf(body.challengeId) : await this.claimedBy(call);
    const locked = lockedAccount(call.caller, accountId);
    const outcome = await this.engine.executeWithoutStream(locked.caller, async (tx, now) => {
      const problem = body && (await this.codes.refuse(tx, body, call, accountId, now));
      if (problem) return { ok: false, problem };
      if (accountId === undefined) return refused('account-unknown');
      return this.bindTo(tx, { id: accountId, state: locked.account()?.state as Account | undefined }, body ? 'code' : 'claim', call);
    });
    return call.take(outcome).body;
  }

  /** @throws Refusal `invalid-request` where nobody is named and nobody acts */
  async list(accountId: string | undefined, authority: Authority) {
    const { person } = authority;
    if (isOperator(authority) && (accountId !== undefined || person === undefined)) return this.namesOfAccount(accountId);
    const principalId = ownerIn(authority) === undefined ? undefined : person?.principalId;
    const isOwn = accountId === undefined || accountId === person?.userId;
    return principalId !== undefined && isOwn ? namesOf(this.database, principalId) : [];
  }

  private async namesOfAccount(accountId: string | undefined) {
    if (accountId === undefined) throw refusal('invalid-request', { errors: [accountIdMissing] });
    const principalId = await this.people.findPrincipal(accountId);
    return principalId === undefined ? [] : namesOf(this.database, principalId);
  }

  /** @throws Refusal `not-found` for a name that is not the person's own */
  async unbind(identityId: string, call: Call) {
    const principalId = actorOf(call.authority);
    return this.change(call, async (tx) => {
      if (ownerIn(call.authority) === undefined) throw refusal('not-found');
      if (!(await unbindIdentity(tx, identityId, principalId))) throw refusal('not-found');
      await noteChange(tx, `identity-unbound-by-person`, `identity ${identityId}`, call);
      return principalId;
    });
  }

  /** @throws Refusal `not-found` */
  async remove(identityId: string, reason: string, call: Call) {
    return this.change(call, async (tx) => {
      const principalId = await removeIdentity(tx, identityId);
      if (principalId === undefined) throw refusal('not-found');
      await noteChange(tx, 'identity-removed', `identity ${identityId} ${reason}`, call);
      return principalId;
    });
  }

  private async change(call: Call, work: (tx: Tx) => Promise<string>) {
    const outcome = await this.engine.executeWithoutStream(call.caller, async (tx) => ({
      ok: true,
      body: await namesOf(tx, await work(tx)),
    }));
    return call.take(outcome).body;
  }

  /** @throws Refusal `claim-missing`, `phone-invalid` */
  private async claimedBy(call: Call): Promise<string | undefined> {
    const { claimed } = identityOf(call);
    if (!claimed) throw refusal('claim-missing');
    return 'accountId' in claimed ? claimed.accountId : this.codes.holderOf(this.database, this.codes.keyOf(claimed.phone));
  }

  /** The account is locked: neither a freeze nor a purge comes between. */
  private async bindTo(tx: Tx, account: { id: string; state: Account | undefined }, by: By, call: Call): Promise<Answered> {
    const { issuer, hash, userId } = identityOf(call);
    if (account.state && standing(account.state) === 'leaving') return refused('account-frozen');
    if (account.state?.status !== 'living') return refused('account-unknown');
    if (userId !== undefined && (await concernsAccount(tx, userId))) return refused('identity-bound');
    const principalId = (await namePerson(tx, account.id))?.principalId;
    if (principalId === undefined) return refused('account-unknown');
    const concern = await concernOf(tx, call.authority, { account: account.id, principals: [principalId] });
    // A company that has asked somebody from outside does not say by itself who they are.
    if (concern === undefined || (by === 'claim' && concern === 'party')) return refused('issuer-of-another-company');
    if (userId !== undefined) await namePerson(tx, userId);
    const bound = await bindIdentity(tx, { identity: hash, issuer, principalId, userId, boundBy: by });
    if (typeof bound === 'string') return refused(bound);
    await writeSecurityEntry(tx, {
      what: 'identity-bound',
      target: `identity ${bound.identityId}`,
      principalId,
      via: call.authority.principalId,
    });
    return { ok: true, body: viewOf(bound) };
  }
}

const accountIdMissing = { path: 'accountId', code: 'invalid-type', message: 'must be there: whose names are they?' };

const concernOf = async (tx: Tx, { companies }: Authority, person: Parameters<typeof concernsCompanies>[1]) =>
  companies === 'platform' ? 'about' : concernsCompanies(tx, person, companies);

/** Has the account locked with the call, and lets it be judged behind the proof and not before. */
function lockedAccount(caller: Caller, accountId: string | undefined): { caller: Caller; account(): ProcessState | undefined } {
  let found: ProcessState | undefined;
  if (accountId === undefined) return { caller, account: () => undefined };
  const refuse = (account: ProcessState | undefined) => void (found = account);
  return { caller: { ...caller, standing: { streamId: streamIdOf('account', accountId), refuse } }, account: () => found };
}

const namesOf = async (db: Pick<Tx, 'query'>, principalId: string) => (await listIdentities(db, principalId)).map(viewOf);

const viewOf = ({ identityId, issuer, boundAt, boundBy }: BoundIdentity) => ({
  identityId,
  ...(issuer !== null && { issuer }),
  boundAt: rfc3339(boundAt.getTime()),
  boundBy,
});

const noteChange = (tx: Tx, what: string, target: string, { authority }: Call) =>
  writeSecurityEntry(tx, { what, target, principalId: actorOf(authority), via: viaOf(authority) });
