import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { applicantAccount, matters, type KnownRegistration, type KnownStateIn } from '#domain';
import type { SealedValue } from '#engine';
import { Database } from '#event-store';
import type { ProcessRow } from '#read-models';
import { Keys, Vault } from '#vault';
import { actorOf, type Authority } from '../authority/authority';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';

type Decision = BodyOf<'approval', 'DecideTask'>;
export type Merge = Decision['merge'];

/** R17: what a reviewer says who finds that the applicant has an account, in the words of the rules. */
export const answerOf = ({ keepPhone, keepAccount }: NonNullable<Merge> = {}) => ({
  is: 'merge',
  with: [...(keepPhone === 'proven' ? ['proven-phone'] : []), ...(keepAccount === 'of-phone' ? ['joined-account'] : [])],
});

/** R17: the number that a merge gives to an account: sealed for its person with the decision that ends the review. */
@Injectable()
export class Merges {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly vault: Vault,
    private readonly keys: Keys,
  ) {}

  /** Opens the number only where an account is to take it, and records that. @throws Refusal `merge-not-possible` */
  async numberFor({ state }: ProcessRow, merge: Merge, authority: Authority): Promise<SealedValue<'approval'>[]> {
    const { matter } = state as KnownStateIn<'approval'>;
    if (merge?.keepPhone !== 'proven' || merge.keepAccount === 'of-phone' || matters[matter.type].waits !== 'registration') return [];
    const registration = await this.processes.read('registration', matter.id);
    const taker = registration && (await this.ownerOf(registration.state));
    if (taker?.subjectId === undefined) throw refusal('merge-not-possible', { unmet: ['nobody-has-the-document'] });
    const number = await this.numberOf(registration!, authority);
    if (number === undefined) throw refusal('merge-not-possible', { unmet: ['number-erased'] });
    const sealed = { subjectId: taker.subjectId, dataClass: 'contact', field: 'phone', value: number } as const;
    return [{ ...sealed, replace: true, foundBy: this.keys.blindIndex('phone', number), onlyWith: 'PhoneReplaced' }];
  }

  /** The account that has the document, also where it was a registration that had reserved it. */
  private async ownerOf({ profile }: KnownRegistration) {
    if (profile?.holder === undefined) return undefined;
    const account = await this.processes.read('account', profile.holder);
    if (account) return account;
    const shown = await this.processes.read('registration', profile.holder);
    return shown?.state.status === 'active' ? this.processes.read('account', applicantAccount(shown.state)) : undefined;
  }

  /** Of the applicant, or of the account that they join with. */
  private async numberOf({ state, subjectId }: ProcessRow<KnownRegistration>, authority: Authority) {
    const whose = state.joins === undefined ? subjectId : (await this.processes.read('account', state.joins))?.subjectId;
    if (whose === undefined) return undefined;
    return this.vault.openField(this.database, {
      ...{ subjectId: whose, dataClass: 'contact', field: 'phone' },
      ...{ actor: actorOf(authority), purpose: 'merge' },
    });
  }
}
