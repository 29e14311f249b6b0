import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { challenge, openChallenge, type OpenChallenge } from '#contracts';
import { Keys } from '#vault';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { canonicalIdentifier } from '../http/identifier';
import { CodeSender } from './code-sender';

@ApiTags('identifiers')
@Controller('v1/challenges')
export class ChallengesController {
  constructor(
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
  open(@Body({ schema: openChallenge }) { kind, value, purpose }: OpenChallenge, @Call() call: Call) {
    const to = canonicalIdentifier(kind, value);
    return this.sender.send(call, () => Promise.resolve({ kind, to, key: this.keys.blindIndex(kind, to), purpose }));
  }
}
