import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { challenge, faces, nothing, receiptList, stepParams, type BodyOf } from '#contracts';
import { receipts } from '#domain';
import { streamIdOf } from '#engine';
import { Database } from '#event-store';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { keepsAdmins, rolesLeftBy } from '../authority/holders';
import { counterOf, refuseWithoutOwner } from '../authority/owners-proof';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { rfc3339 } from '../http/time';
import { ListedProcess } from '../process/process-routes';
import { permitOn } from '../process/processes';
import { RevocationCodes } from './revocation-codes';

const { bodies } = faces.deregistration;

@ApiTags('deregistrations')
@Controller('v1/deregistrations')
export class DeregistrationsController extends ListedProcess('deregistration') {
  constructor(
    private readonly codes: RevocationCodes,
    private readonly database: Database,
  ) {
    super();
  }

  @Post()
  @Does('deregistration', 'RequestDeregistration', 'Ask for the end of an account: it is frozen at once, and 14 days are left to undo it', {
    waits: true,
    also: ['not-found', 'admin-transfer-required'],
  })
  async create(
    @Body({ schema: bodies.RequestDeregistration })
    { accountId, checklist, proof }: BodyOf<'deregistration', 'RequestDeregistration'>,
    @Call() call: Call,
  ) {
    const { authority } = call;
    await this.processes.readVisible('account', accountId, authority);
    const seesIt = permitOn(authority, streamIdOf('account', accountId));
    const kept = keepsAdmins(await rolesLeftBy(this.database, accountId, authority.person));
    const permit: typeof seesIt = (streams, claims) =>
      seesIt(streams, claims) ?? refuseWithoutOwner(authority, accountId, proof) ?? kept.permit?.(streams, claims);
    if (proof) call.actsByCode();
    const code = proof && { ...proof, counter: counterOf(authority, accountId) };
    const command = { type: 'RequestDeregistration' as const, accountId, checklist };
    return this.open(() => ({ ...kept, command, permit, ...(code && { proof: code }) }), call);
  }

  @Get(':id/receipts')
  @Route({
    summary: 'What became of each class of data',
    access: permissions.readDeregistrations,
    answer: receiptList,
    refuses: ['not-found'],
  })
  async receipts(@Id() id: string, @Call() call: Call) {
    const { state } = await this.processes.find('deregistration', id, call.authority);
    return receipts(state).map(({ at, ...line }) => ({ ...line, ...(at !== undefined && { at: rfc3339(at) }) }));
  }

  @Post(':id/challenges')
  @Route({
    summary: 'Send a code to the original phone, to undo the deregistration with',
    access: permissions.revokeDeregistration,
    command: true,
    sendsCode: true,
    status: 201,
    answer: challenge,
    refuses: ['not-found', 'cooling-off-over', 'deregistration-revoked', 'too-many-codes', 'version-mismatch'],
  })
  sendCode(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.codes.send(id, call);
  }

  @Post(':id/revocation')
  @Does('deregistration', 'RevokeDeregistration', 'Undo the deregistration with the code that went to the original phone', { waits: true })
  revoke(
    @Id() id: string,
    @Body({ schema: bodies.RevokeDeregistration }) proof: BodyOf<'deregistration', 'RevokeDeregistration'>,
    @Call() call: Call,
  ) {
    return this.run(id, { type: 'RevokeDeregistration' }, call, ({ accountId }) => ({
      proof: { ...proof, counter: counterOf(call.authority, accountId), orAlike: true },
    }));
  }

  @Post(':id/steps/:step/retry')
  @Does('deregistration', 'RetryPurgeStep', 'Try a blocked step of the purge again', { waits: true })
  retry(
    @Param({ schema: stepParams }) { id, step }: z.infer<typeof stepParams>,
    @Body({ schema: nothing }) _body: unknown,
    @Call() call: Call,
  ) {
    return this.run(id, { type: 'RetryPurgeStep', step }, call);
  }
}
