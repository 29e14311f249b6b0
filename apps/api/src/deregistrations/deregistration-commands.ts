import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestDeregistration, RevokeDeregistration } from '#contracts';
import type { CommandOf, Step } from '#domain';
import { Engine, streamIdOf, type CallerCommand } from '#engine';
import { authorityOf } from '../authority/callers';
import { permitOn, Processes } from '../process/processes';

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** What callers ask of a deregistration. Who may not see it gets 404, before the command, before a replay, and again under its locks. */
@Injectable()
export class DeregistrationCommands {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
  ) {}

  /** `deviceId`, `adminTransferId` and `acceptDirectoryFreeze` are taken and not yet read: their rules come with the account's life in full. */
  async request({ accountId, checklist }: RequestDeregistration, exchange: Exchange) {
    const authority = authorityOf(exchange.request);
    await this.processes.seen('account', accountId, authority);
    const caller = this.processes.caller(exchange.request);
    return this.processes.command(
      {
        process: 'deregistration',
        id: this.engine.idFor(caller, 'deregistration'),
        command: { type: 'RequestDeregistration', accountId, checklist },
        permit: permitOn(authority, streamIdOf('account', accountId)),
      },
      caller,
      { ...exchange, opens: true },
    );
  }

  revoke(id: string, proof: RevokeDeregistration, exchange: Exchange) {
    return this.on(id, { type: 'RevokeDeregistration' }, exchange, { proof });
  }

  retry(id: string, step: Step, exchange: Exchange) {
    return this.on(id, { type: 'RetryPurgeStep', step }, exchange);
  }

  private async on(id: string, command: CommandOf<'deregistration'>, exchange: Exchange, beside: Pick<CallerCommand, 'proof'> = {}) {
    const authority = authorityOf(exchange.request);
    await this.processes.seen('deregistration', id, authority);
    const caller = this.processes.caller(exchange.request);
    const permit = permitOn(authority, streamIdOf('deregistration', id));
    return this.processes.command({ process: 'deregistration', id, command, permit, ...beside }, caller, exchange);
  }
}
