import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { challenge, openChallenge, type OpenChallenge } from '#contracts';
import { Keys } from '#vault';
import { permissions } from '../authority/authority';
import { Callers } from '../authority/callers';
import { Route } from '../authority/route';
import { canonicalIdentifier } from '../http/identifier';
import { CodeSender } from './code-sender';

@ApiTags('identifiers')
@Controller('v1/challenges')
export class ChallengesController {
  constructor(
    private readonly callers: Callers,
    private readonly sender: CodeSender,
    private readonly keys: Keys,
  ) {}

  @Post()
  @Route({
    summary: 'Send a one-time code; the answer is the same for every value',
    access: permissions.checkIdentifiers,
    command: true,
    sendsCode: true,
    status: 201,
    answer: challenge,
    refuses: ['phone-invalid', 'email-invalid', 'too-many-codes'],
  })
  async open(
    @Body({ schema: openChallenge }) { kind, value, purpose }: OpenChallenge,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const to = canonicalIdentifier(kind, value);
    const caller = this.callers.of(request);
    return this.sender.send(caller, reply, () => Promise.resolve({ kind, to, key: this.keys.blindIndex(kind, to), purpose }));
  }
}
