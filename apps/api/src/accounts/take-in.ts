import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TakeInAccount } from '#contracts';
import { Engine, type SealedValue } from '#engine';
import { Keys } from '#vault';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';
import { e164 } from './phone';

/** Takes a person in: the account, its subject and the number get random ids, what is personal goes sealed into the vault. */
@Injectable()
export class TakeIn {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly keys: Keys,
  ) {}

  async run(body: TakeInAccount, exchange: { request: FastifyRequest; reply: FastifyReply }) {
    const phone = e164(body.phone);
    // Companies come with the company side: until then none is known.
    if (body.companyId !== undefined) throw refusal('company-unknown');
    const caller = this.processes.caller(exchange.request);
    const accountId = this.engine.idFor(caller, 'account');
    const subjectId = this.engine.idFor(caller, 'subject');
    const claim = { identifierId: this.engine.idFor(caller, 'phone'), key: this.keys.blindIndex('phone', phone) };
    const activatedAt = body.activatedAt === undefined ? {} : { activatedAt: Date.parse(body.activatedAt) };
    return this.processes.command(
      {
        process: 'account',
        id: accountId,
        command: { type: 'TakeInAccount', accountId, subjectId, phone: claim, ...activatedAt },
        seal: sealed(subjectId, phone, body),
      },
      caller,
      { ...exchange, opens: true },
    );
  }
}

/** What leaves at different times lies in different drawers: the profile with the purge, the directory's entry on day 44, the contact on day 45. */
function sealed(subjectId: string, phone: string, { name, identity }: TakeInAccount): SealedValue[] {
  const value = (dataClass: string, field: string, text: string | undefined): SealedValue[] =>
    text === undefined ? [] : [{ subjectId, dataClass, field, value: text }];
  return [
    ...value('contact', 'phone', phone),
    ...value('directory', 'phone', phone),
    ...value('directory', 'name', name),
    ...value('profile', 'name', name),
    ...value('profile', 'identity', identity && JSON.stringify(identity)),
  ];
}
