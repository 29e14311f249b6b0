import { Injectable } from '@nestjs/common';
import type { RequestDeregistration, RevokeDeregistration } from '#contracts';
import type { CommandOf, Step } from '#domain';
import { Engine, streamIdOf, type CallerCommand } from '#engine';
import type { Call } from '../authority/call';
import { permitOn, Processes } from '../process/processes';

/** What callers ask of a deregistration. Who may not see it gets 404, before the command, before a replay, and again under its locks. */
@Injectable()
export class DeregistrationCommands {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
  ) {}

  /** `deviceId`, `adminTransferId` and `acceptDirectoryFreeze` are taken and not yet read: their rules come with the account's life in full. */
  async request({ accountId, checklist }: RequestDeregistration, call: Call) {
    const { authority } = call;
    await this.processes.seen('account', accountId, authority);
    const { caller } = call;
    return this.processes.command(
      {
        process: 'deregistration',
        id: this.engine.idFor(caller, 'deregistration'),
        command: { type: 'RequestDeregistration', accountId, checklist },
        permit: permitOn(authority, streamIdOf('account', accountId)),
      },
      call,
      { opens: true },
    );
  }

  revoke(id: string, proof: RevokeDeregistration, call: Call) {
    return this.on(id, { type: 'RevokeDeregistration' }, call, { proof });
  }

  retry(id: string, step: Step, call: Call) {
    return this.on(id, { type: 'RetryPurgeStep', step }, call);
  }

  private async on(id: string, command: CommandOf<'deregistration'>, call: Call, beside: Pick<CallerCommand, 'proof'> = {}) {
    const { authority } = call;
    await this.processes.seen('deregistration', id, authority);
    const permit = permitOn(authority, streamIdOf('deregistration', id));
    return this.processes.command({ process: 'deregistration', id, command, permit, ...beside }, call);
  }
}
