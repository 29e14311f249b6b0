import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { provenByAnswers, proveAnswers, type ProveAnswers } from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { AnswersProof } from './answers-proof';

@ApiTags('accounts')
@Controller('v1/accounts')
export class SecurityAnswersController {
  constructor(private readonly answers: AnswersProof) {}

  @Post(':id/security-answers')
  @Route({
    summary: 'Prove the owner of the account by the answers to their security questions',
    access: permissions.askForOwnersCode,
    command: true,
    status: 200,
    answer: provenByAnswers,
    refuses: ['not-found', 'version-mismatch', 'account-not-active', 'security-questions-missing', 'proof-invalid'],
  })
  prove(@Id() id: string, @Body({ schema: proveAnswers }) body: ProveAnswers, @Call() call: Call) {
    return this.answers.prove(id, body, call);
  }
}
