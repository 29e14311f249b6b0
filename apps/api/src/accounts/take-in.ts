import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { endOfDocument, judgeDocument, personName, type IdentityDocument as Document } from '#domain';
import { Engine, streamIdOf, type SealedValue } from '#engine';
import { Database } from '#event-store';
import { readProcess } from '#read-models';
import { Keys } from '#vault';
import type { Call } from '../authority/call';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';
import { mobile } from '../http/phone';

/**
 * Takes a person in: the account, its subject, the number and the document get random ids, and the vault seals the
 * personal data.
 */
@Injectable()
export class TakeIn {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly keys: Keys,
  ) {}

  async run(body: BodyOf<'account', 'TakeInAccount'>, call: Call) {
    const phone = mobile(body.phone);
    const name = body.name === undefined ? undefined : personName(body.name);
    const misnamed = body.name !== undefined && name === undefined;
    const { companyId, departmentId } = body;
    if (companyId !== undefined && !(await readProcess(this.database, streamIdOf('company', companyId)))) throw refusal('company-unknown');
    const { caller } = call;
    const accountId = this.engine.idFor(caller, 'account');
    const subjectId = this.engine.idFor(caller, 'subject');
    const judged = body.identity && judgeDocument(body.identity, await this.engine.now());
    const identity = judged?.ok && {
      identifierId: this.engine.idFor(caller, 'identity'),
      key: this.keys.blindIndex('identity', judged.canonical),
    };
    return this.processes.command(
      {
        process: 'account',
        id: accountId,
        command: {
          type: 'TakeInAccount',
          accountId,
          subjectId,
          phone: { identifierId: this.engine.idFor(caller, 'phone'), key: this.keys.blindIndex('phone', phone) },
          ...(identity && { identity }),
          ...(body.identity && { attested: this.attestedBy(body.identity, caller) }),
          ...(companyId !== undefined && { companyId }),
          ...(departmentId !== undefined && { departmentId }),
          ...(body.activatedAt !== undefined && { activatedAt: Date.parse(body.activatedAt) }),
        },
        seal: toSealedValues(subjectId, phone, { ...body, name }),
        // Judged by today's date, after the replay check: a repeated call gets its first answer even after the visa has
        // ended.
        permit: () => (judged?.ok === false ? judged.problem : misnamed ? { code: 'name-invalid' } : undefined),
      },
      call,
      { opens: true },
    );
  }

  /** V4: the operator has seen the document. */
  private attestedBy(document: Document, caller: Call['caller']) {
    const validUntil = endOfDocument(document);
    return {
      credentialId: this.engine.idFor(caller, 'credential'),
      method: document.kind,
      ...(validUntil !== undefined && { validUntil }),
    };
  }
}

type Sealed = SealedValue<'account'>;

/**
 * What leaves at different times lies in different drawers: the profile with the purge, the directory's entry on day
 * 44, the contact on day 45.
 */
function toSealedValues(subjectId: string, phone: string, { name, identity }: BodyOf<'account', 'TakeInAccount'>): Sealed[] {
  const value = (dataClass: Sealed['dataClass'], field: string, text: string | undefined): Sealed[] =>
    text === undefined ? [] : [{ subjectId, dataClass, field, value: text }];
  return [
    ...value('contact', 'phone', phone),
    ...value('directory', 'phone', phone),
    ...value('directory', 'name', name),
    ...value('profile', 'name', name),
    ...value('profile', 'identity', identity && JSON.stringify(identity)),
  ];
}
