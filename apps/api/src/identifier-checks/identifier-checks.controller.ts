import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { checkIdentifier, identifierStatus, type CheckIdentifier } from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { counterOf } from '../authority/owners-proof';
import { Route } from '../authority/route';
import { IdentifierChecks } from './identifier-checks';

@ApiTags('identifiers')
@Controller('v1/identifier-checks')
export class IdentifierChecksController {
  constructor(private readonly checks: IdentifierChecks) {}

  @Post()
  @Route({
    summary: 'Is this identifier free? Answers only a caller who proves possession',
    access: permissions.checkIdentifiers,
    body: true,
    answer: identifierStatus,
    refuses: ['phone-invalid', 'email-invalid', 'challenge-unknown', 'code-invalid', 'code-expired', 'too-many-codes'],
  })
  check(@Body({ schema: checkIdentifier }) body: CheckIdentifier, @Call() call: Call) {
    return this.checks.check(body, counterOf(call.authority));
  }
}
