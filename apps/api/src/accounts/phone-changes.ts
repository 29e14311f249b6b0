import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { newPhonePurpose, ruleOf, type Account } from '#domain';
import { Engine, streamIdOf, type CallerCommand, type SealedValue } from '#engine';
import { Database, type Tx } from '#event-store';
import { Keys, Vault } from '#vault';
import type { Call } from '../authority/call';
import { counterOf } from '../authority/owners-proof';
import { CodeSender } from '../challenges/code-sender';
import { mobile } from '../http/phone';
import { refusal, Refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { permitOn, Processes } from '../process/processes';

type Living = Extract<Account, { status: 'living' }>;

/** R7: a person gives their account another number, with a code to the old one and a code to the new one. */
@Injectable()
export class PhoneChanges {
  constructor(
    private readonly engine: Engine,
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly sender: CodeSender,
    private readonly vault: Vault,
    private readonly keys: Keys,
  ) {}

  async begin(accountId: string, { phone: typed, proof }: BodyOf<'account', 'BeginPhoneChange'>, call: Call) {
    const found = await this.processes.find('account', accountId, call.authority);
    const value = mobile(typed);
    const phone = { identifierId: this.engine.idFor(call.caller, 'phone'), key: this.keys.blindIndex('phone', value) };
    const seal: SealedValue<'account'>[] = found.subjectId === undefined ? [] : [sealed(found.subjectId, 'contact', 'nextPhone', value)];
    const command = { type: 'BeginPhoneChange', accountId, phone } as const;
    return this.run(
      accountId,
      { command, seal, proof: { ...proof, counter: counterOf(call.authority, accountId) } },
      call,
      ({ phoneNext }) => ({
        accountId,
        endsAt: rfc3339(phoneNext!.until),
      }),
    );
  }

  /** To the number that the change was begun with. */
  async send(accountId: string, call: Call) {
    const found = await this.processes.find('account', accountId, call.authority);
    const describe = async (tx: Tx) => {
      const { phoneNext } = changingIn(found);
      const to = await this.next(tx, found.subjectId, call);
      if (to === undefined || phoneNext === undefined) throw refusal('phone-change-not-begun');
      const key = this.keys.blindIndex('phone', to);
      return { kind: 'phone' as const, to, key, purpose: newPhonePurpose, boundTo: accountId, identifierId: phoneNext.phoneId };
    };
    return this.sender.send(call, describe, { about: streamIdOf('account', accountId) });
  }

  async confirm(accountId: string, proof: BodyOf<'account', 'ChangePhone'>, call: Call) {
    const { subjectId, state } = await this.processes.find('account', accountId, call.authority);
    const value = await this.next(this.database, subjectId, call);
    const next = state.status === 'living' ? state.phoneNext : undefined;
    const foundBy = value === undefined ? undefined : this.keys.blindIndex('phone', value);
    // Without a change under way the rule refuses before it looks at the number.
    const phone = { identifierId: next?.phoneId ?? accountId, key: foundBy ?? accountId };
    const seal: SealedValue<'account'>[] =
      value === undefined || foundBy === undefined || subjectId === undefined
        ? []
        : [{ ...sealed(subjectId, 'contact', 'phone', value), foundBy }, sealed(subjectId, 'directory', 'phone', value)];
    const command = { type: 'ChangePhone', accountId, phone } as const;
    return this.run(accountId, { command, seal, proof: { ...proof, counter: counterOf(call.authority) } }, call, ({ formerPhones }) => ({
      accountId,
      formerFreeAt: rfc3339(formerPhones!.at(-1)!.freeAt),
    }));
  }

  private async run(
    accountId: string,
    asked: Pick<CallerCommand<'account'>, 'command' | 'seal' | 'proof'>,
    call: Call,
    answer: (account: Living) => Record<string, string>,
  ) {
    call.actsByCode();
    const permit = permitOn(call.authority, streamIdOf('account', accountId));
    const outcome = await this.engine.execute<'account'>(
      { process: 'account', id: accountId, ...asked, permit, caller: call.caller },
      ({ state }) => answer(state as unknown as Living),
    );
    return call.take(outcome).body;
  }

  private next(q: Tx | Database, subjectId: string | undefined, { caller: { actor } }: Call) {
    const opening = { dataClass: 'contact', field: 'nextPhone', actor: actor.principalId, purpose: newPhonePurpose };
    return subjectId === undefined ? Promise.resolve(undefined) : this.vault.openField(q, { subjectId, ...opening });
  }
}

const sealed = (subjectId: string, dataClass: 'contact' | 'directory', field: string, value: string) => ({
  ...{ subjectId, dataClass, field, value },
  replace: true,
});

/** The account, where a code to the new number would do now. @throws Refusal by the rule that would refuse the code */
function changingIn({ state, now }: { state: Account; now: number }): Living {
  const problem = ruleOf('account', 'ChangePhone').refusedNow(state, { now }, undefined);
  if (problem) throw new Refusal(problem);
  return state as Living;
}
