import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  accountAdoptions,
  accountPolicyList,
  accountSimulation,
  adoptAccountPolicy,
  simulateAccounts,
  type AdoptAccountPolicy,
  type SimulateAccounts,
} from '#contracts';
import { accountPolicies } from '#domain';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { refusal } from '../http/refusal';
import { AccountAdoptions } from './account-adoptions';
import { AccountSimulations } from './account-simulations';

/** 500 ids, and a policy. */
const simulationBytes = 128 * 1024;

const versions = Object.values(accountPolicies);

@ApiTags('accounts')
@Controller('v1')
export class AccountSimulationsController {
  constructor(
    private readonly simulations: AccountSimulations,
    private readonly adoptions: AccountAdoptions,
  ) {}

  @Post('simulations')
  @Route({
    summary: 'What would happen to accounts that live on, by today’s policy and by another one, and what differs',
    description:
      'By the rules themselves on copies, over a clock of its own; nothing is written. What rests on others is listed in `owes`.',
    access: permissions.readAccounts,
    answer: accountSimulation,
    body: true,
    bodyLimitBytes: simulationBytes,
    refuses: ['not-found', 'accounts-or-company', 'account-policy-unknown', 'account-policy-invalid', 'simulation-too-large'],
  })
  simulate(@Body({ schema: simulateAccounts }) body: SimulateAccounts, @Call() call: Call) {
    if ((body.accounts === undefined) === (body.companyId === undefined)) throw refusal('accounts-or-company');
    return this.simulations.run(body, call.authority);
  }

  @Post('account-policies/adoptions')
  @Route({
    summary: 'Let accounts live by another version of their policy from now on: each is answered by itself',
    access: permissions.adoptAccountPolicies,
    answer: accountAdoptions,
    command: true,
    bodyLimitBytes: simulationBytes,
    refuses: ['account-policy-unknown'],
  })
  adopt(@Body({ schema: adoptAccountPolicy }) body: AdoptAccountPolicy, @Call() call: Call) {
    return this.adoptions.adopt(body, call);
  }

  @Get('account-policies')
  @Route({
    summary: 'The versions of the policy of accounts, as data',
    access: permissions.readAccounts,
    answer: accountPolicyList,
  })
  listPolicies() {
    const items = versions.map((policy) => ({ version: policy.version, policy }));
    return { newest: Math.max(...versions.map(({ version }) => version)), items };
  }
}
