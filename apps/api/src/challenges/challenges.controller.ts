import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { challenge, codesReleased, openChallenge, releaseCodes, type OpenChallenge, type ReleaseCodes } from '#contracts';
import { Keys } from '#vault';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { canonicalIdentifier } from '../http/identifier';
import { CodeReleases } from './code-releases';
import { CodeSender } from './code-sender';

@ApiTags('identifiers')
@Controller('v1/challenges')
export class ChallengesController {
  constructor(
    private readonly sender: CodeSender,
    private readonly keys: Keys,
    private readonly releases: CodeReleases,
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

  @Post('release')
  @Route({
    summary: 'Let codes go to the number of a process again; what was sent and missed so far counts no more',
    access: permissions.releaseCodes,
    command: true,
    answer: codesReleased,
    refuses: ['not-found'],
  })
  release(@Body({ schema: releaseCodes }) body: ReleaseCodes, @Call() call: Call) {
    return this.releases.release(body, call);
  }
}
