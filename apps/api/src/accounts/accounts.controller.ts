import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  accountAsOfQuery,
  accountCapabilities,
  accountCredentials,
  accountChallenge,
  accountDeadlines,
  accountTimeline,
  capabilitiesQuery,
  challenge,
  credentialParams,
  deadlinesQuery,
  endedMembership,
  faces,
  membershipParams,
  movedMember,
  revokedCredential,
  sendSignals,
  takenSignals,
  timelineQuery,
  useCapability,
  usedCapability,
  type AccountChallenge,
  type BodyOf,
  type SendSignals,
  type UseCapability,
} from '#contracts';
import type { ProcessState } from '#engine';
import { permissions, type Authority } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { documentCodes } from '../http/document-codes';
import { Id } from '../http/id.decorator';
import { pageTokenCodes } from '../http/page-token';
import { ListedProcess } from '../process/process-routes';
import { AccountCodes } from './account-codes';
import { AccountQueries } from './account-queries';
import { Capabilities } from './capabilities';
import { Credentials } from './credentials';
import { Deadlines } from './deadlines';
import { Locks } from './locks';
import { Memberships } from './memberships';
import { Past } from './past';
import type { Processes } from '../process/processes';
import { Signals } from './signals';
import { TakeIn } from './take-in';
import { Uses } from './uses';

const { bodies } = faces.account;

/** As many signals as one call may have, with the longest source each. */
const signalsBodyBytes = 1024 * 1024;

@ApiTags('accounts')
@Controller('v1/accounts')
export class AccountsController extends ListedProcess('account') {
  constructor(
    private readonly queries: AccountQueries,
    private readonly takeIn: TakeIn,
    private readonly signals: Signals,
    private readonly memberships: Memberships,
    private readonly codes: AccountCodes,
    private readonly credentials: Credentials,
    private readonly deadlines: Deadlines,
    private readonly past: Past,
    private readonly mayDo: Capabilities,
    private readonly uses: Uses,
    private readonly locks: Locks,
  ) {
    super();
  }

  @Get(':id')
  @Route({
    summary: 'An account, now or as it was at an instant',
    access: permissions.readAccounts,
    answer: faces.account.answer,
    waits: true,
    refuses: ['not-found', 'as-of-in-future', 'as-of-before-opening'],
  })
  override show(
    @Id() id: string,
    @Call() call: Call,
    @Query({ schema: accountAsOfQuery }) { asOf }: z.infer<typeof accountAsOfQuery> = {},
  ): ReturnType<Processes['show']> {
    return asOf === undefined ? super.show(id, call) : this.past.show(id, Date.parse(asOf), call.authority);
  }

  protected override join(found: ProcessState, authority: Authority) {
    return Promise.resolve(this.queries.devices(found, authority));
  }

  @Post()
  @Does('account', 'TakeInAccount', 'Take in a person who already belongs', {
    also: ['phone-invalid', 'name-invalid', ...documentCodes, 'company-unknown'],
  })
  create(@Body({ schema: bodies.TakeInAccount }) body: BodyOf<'account', 'TakeInAccount'>, @Call() call: Call) {
    return this.takeIn.run(body, call);
  }

  @Post(':id/memberships/:companyId/end')
  @Does('account', 'EndMembership', 'End the membership in a company: the person leaves, or is removed; their roles there go with it', {
    makes: endedMembership,
    status: 200,
    also: ['not-found'],
  })
  endMembership(
    @Param({ schema: membershipParams }) { id, companyId }: z.infer<typeof membershipParams>,
    @Body({ schema: bodies.EndMembership }) { reason }: BodyOf<'account', 'EndMembership'>,
    @Call() call: Call,
  ) {
    return this.memberships.end(id, companyId, reason, call);
  }

  @Put(':id/memberships/:companyId/department')
  @Does(
    'account',
    'ChangeDepartment',
    'Move a member to another department of the company, from one and to one that the caller administers',
    {
      makes: movedMember,
      status: 200,
      also: ['not-found'],
    },
  )
  changeDepartment(
    @Param({ schema: membershipParams }) { id, companyId }: z.infer<typeof membershipParams>,
    @Body({ schema: bodies.ChangeDepartment }) { departmentId }: BodyOf<'account', 'ChangeDepartment'>,
    @Call() call: Call,
  ) {
    return this.memberships.move(id, companyId, departmentId, call);
  }

  @Get(':id/credentials')
  @Route({
    summary: 'What the person of the account has proven, and until when it counts',
    access: permissions.readAccounts,
    answer: accountCredentials,
    refuses: ['not-found'],
  })
  listCredentials(@Id() id: string, @Call() call: Call) {
    return this.credentials.list(id, call.authority);
  }

  @Post(':id/credentials/:credentialId/revocation')
  @Does('account', 'RevokeCredential', 'Revoke a proof of identity of the account: it counts no more from now on', {
    makes: revokedCredential,
    status: 200,
    also: ['not-found'],
  })
  revokeCredential(
    @Param({ schema: credentialParams }) { id, credentialId }: z.infer<typeof credentialParams>,
    @Body({ schema: bodies.RevokeCredential }) { reason }: BodyOf<'account', 'RevokeCredential'>,
    @Call() call: Call,
  ) {
    return this.credentials.revoke(id, credentialId, reason, call);
  }

  @Post(':id/unlock')
  @Does('account', 'UnlockAccount', 'End the lock that failed sign-ins have brought, before its midnight', { also: ['not-found'] })
  unlock(@Id() id: string, @Body({ schema: bodies.UnlockAccount }) { reason }: BodyOf<'account', 'UnlockAccount'>, @Call() call: Call) {
    return this.locks.end(id, reason, call);
  }

  @Post(':id/policy-adoption')
  @Does('account', 'AdoptPolicy', 'Let an account live by another version of its policy; its tiers are counted anew', {
    also: ['not-found'],
  })
  adopt(@Id() id: string, @Body({ schema: bodies.AdoptPolicy }) body: BodyOf<'account', 'AdoptPolicy'>, @Call() call: Call) {
    return this.processes.run('account', id, { type: 'AdoptPolicy', ...body }, call);
  }

  @Get(':id/capabilities')
  @Route({
    summary: 'What the account may do now, by itself, in one company, or everywhere',
    description: 'The ETag stays as long as the answer does, whatever its position.',
    access: permissions.readAccounts,
    answer: accountCapabilities,
    refuses: ['not-found', 'not-a-member'],
  })
  capabilities(@Id() id: string, @Query({ schema: capabilitiesQuery }) query: z.infer<typeof capabilitiesQuery>, @Call() call: Call) {
    return this.mayDo.of(id, query.context, call);
  }

  @Get(':id/deadlines')
  @Route({
    summary: 'Everything that will happen to the account, when, and what would change it',
    access: permissions.readAccounts,
    answer: accountDeadlines,
    refuses: ['not-found', ...pageTokenCodes],
  })
  showDeadlines(@Id() id: string, @Query({ schema: deadlinesQuery }) query: z.infer<typeof deadlinesQuery>, @Call() call: Call) {
    return this.deadlines.list(id, query, call.authority);
  }

  @Get(':id/timeline')
  @Route({
    summary: 'What happened to the account',
    access: permissions.readAccounts,
    answer: accountTimeline,
    refuses: ['not-found', ...pageTokenCodes],
  })
  timeline(@Id() id: string, @Query({ schema: timelineQuery }) query: z.infer<typeof timelineQuery>, @Call() call: Call) {
    return this.queries.timeline(id, query, call.authority);
  }

  @Post(':id/challenges')
  @Route({
    summary: 'Send a code to the phone of the account, for what only its owner may do',
    description: 'A service that asks for the end of the account sends it as `proof` of `POST /v1/deregistrations`.',
    access: permissions.askForOwnersCode,
    command: true,
    sendsCode: true,
    status: 201,
    answer: challenge,
    refuses: ['not-found', 'account-not-active', 'deregistration-pending', 'too-many-codes', 'version-mismatch'],
  })
  sendCode(@Id() id: string, @Body({ schema: accountChallenge }) body: AccountChallenge, @Call() call: Call) {
    return this.codes.send(id, body, call);
  }

  @Post(':id/uses')
  @Route({
    summary: 'Count what a person is about to do, where a day has only so much of it',
    description: 'Ask before it is done. The same key counts once; a day is one of the person, from midnight to midnight.',
    access: permissions.reportUses,
    command: true,
    answer: usedCapability,
    refuses: ['not-found', 'not-a-member', 'capability-not-granted', 'daily-add-limit', 'daily-transfer-limit'],
  })
  use(@Id() id: string, @Body({ schema: useCapability }) body: UseCapability, @Call() call: Call) {
    return this.uses.count(id, body, call);
  }

  @Post(':id/signals')
  @Route({
    summary: 'What a service has observed of the account',
    description: 'May be repeated: a signal is taken once by its source and id, in any order. All signals of a call are taken, or none.',
    access: permissions.sendSignals,
    body: true,
    bodyLimitBytes: signalsBodyBytes,
    status: 202,
    answer: takenSignals,
    refuses: ['not-found', 'signal-malformed', 'signal-in-future', 'zone-unknown', 'account-not-observed', 'signal-changed'],
  })
  send(@Id() id: string, @Body({ schema: sendSignals }) body: SendSignals, @Call() call: Call) {
    return this.signals.take(id, body, call);
  }
}
