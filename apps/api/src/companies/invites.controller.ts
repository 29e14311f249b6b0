import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { faces, inviteParams, issuedInvite, nothing, revokedInvite, type BodyOf } from '#contracts';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Invites } from './invites';

const { bodies } = faces.company;

@ApiTags('companies')
@Controller('v1/companies')
export class InvitesController {
  constructor(private readonly invites: Invites) {}

  @Post(':id/invites/:inviteId/revocation')
  @Does('invite', 'RevokeInvite', 'Take an invite back: nobody comes by it any more, and the registration that holds it ends', {
    makes: revokedInvite,
    status: 200,
    also: ['not-found'],
  })
  revoke(
    @Param({ schema: inviteParams }) { id, inviteId }: z.infer<typeof inviteParams>,
    @Body({ schema: nothing }) _body: unknown,
    @Call() call: Call,
  ) {
    return this.invites.revoke(id, inviteId, call);
  }

  @Post(':id/invites/:inviteId/renewal')
  @Does('invite', 'RenewInvite', 'Send an invite again: a new code for the same position and managers; the old code is dead', {
    makes: issuedInvite,
    also: ['not-found'],
  })
  renew(
    @Param({ schema: inviteParams }) { id, inviteId }: z.infer<typeof inviteParams>,
    @Body({ schema: bodies.RenewInvite }) body: BodyOf<'company', 'RenewInvite'>,
    @Call() call: Call,
  ) {
    return this.invites.renew(id, inviteId, body, call);
  }
}
