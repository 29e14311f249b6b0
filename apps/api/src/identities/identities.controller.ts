import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  askForBinding,
  bindName,
  boundName,
  boundNames,
  challenge,
  nameParams,
  namesQuery,
  nothing,
  removeName,
  type AskForBinding,
  type BindName,
  type RemoveName,
} from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { BindingCodes } from './binding-codes';
import { Bindings } from './bindings';

type Name = z.infer<typeof nameParams>;

@ApiTags('identities')
@Controller('v1/identities')
export class IdentitiesController {
  constructor(
    private readonly codes: BindingCodes,
    private readonly bindings: Bindings,
  ) {}

  @Post('challenges')
  @Route({
    summary:
      'Send a code to the number of the account that the person of this token says is theirs; the answer is the same for every account',
    access: permissions.bindNames,
    command: true,
    sendsCode: true,
    status: 201,
    answer: challenge,
    refuses: ['phone-invalid', 'too-many-codes'],
  })
  sendCode(@Body({ schema: askForBinding }) body: AskForBinding, @Call() call: Call) {
    return this.codes.send(body, call);
  }

  @Post()
  @Route({
    summary: 'Bind the name in this token to an account, once: from then on its tokens speak for that person',
    access: permissions.bindNames,
    command: true,
    status: 201,
    answer: boundName,
    refuses: [
      ...(['challenge-unknown', 'code-invalid', 'code-expired', 'too-many-codes', 'claim-missing'] as const),
      ...(['account-unknown', 'identity-bound', 'issuer-bound', 'issuer-of-another-company'] as const),
    ],
  })
  bind(@Body({ schema: bindName }) body: BindName, @Call() call: Call) {
    return this.bindings.bind(body, call);
  }

  @Get()
  @Route({ summary: 'The names by which identity providers know a person', access: permissions.readNames, answer: boundNames })
  list(@Query({ schema: namesQuery }) { accountId }: z.infer<typeof namesQuery>, @Call() call: Call) {
    return this.bindings.list(accountId, call.authority);
  }

  @Post(':identityId/unbinding')
  @Route({
    summary: 'Give up a name of your own: it speaks for nobody any more, and can be bound again to the same account only',
    access: permissions.unbindOwnNames,
    command: true,
    answer: boundNames,
    refuses: ['not-found'],
  })
  unbind(@Param({ schema: nameParams }) { identityId }: Name, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.bindings.unbind(identityId, call);
  }

  @Post(':identityId/removal')
  @Route({
    summary: 'Take back a binding that should never have been: the name is free again',
    access: permissions.removeNames,
    command: true,
    answer: boundNames,
    refuses: ['not-found'],
  })
  remove(@Param({ schema: nameParams }) { identityId }: Name, @Body({ schema: removeName }) { reason }: RemoveName, @Call() call: Call) {
    return this.bindings.remove(identityId, reason, call);
  }
}
