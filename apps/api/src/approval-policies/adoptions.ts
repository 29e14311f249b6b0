import { Injectable } from '@nestjs/common';
import type { AdoptPolicy, AdoptPolicyInMany } from '#contracts';
import { rolesAsked, type ApprovalPolicy, type CommandOf, type KnownStateIn, type Problem } from '#domain';
import { Engine, streamIdOf, type CallerCommand } from '#engine';
import type { ProcessRow } from '#read-models';
import { Keys } from '#vault';
import { idsOf, permitInCompany } from '../authority/administrators';
import { isOperator, type Authority } from '../authority/authority';
import { streamsOfRoles } from '../authority/belonging';
import type { Call } from '../authority/call';
import { callerOfPart } from '../authority/part-of-call';
import { failedPart } from '../http/failed-part';
import { PartLog } from '../http/log';
import { problemOf } from '../http/problem-filter';
import { refusal } from '../http/refusal';
import { permitOn, Processes } from '../process/processes';
import { PolicyQueries } from './policy-queries';

type ApprovalRow = ProcessRow<KnownStateIn<'approval'>>;

/** Nobody says who decides about their own request or right; of the platform's approvals only operators say it. */
function whyNot({ requestedBy, concerns, companyId }: KnownStateIn<'approval'>, authority: Authority): Problem | undefined {
  const ids = authority.person ? idsOf(authority.person) : [];
  if ([requestedBy, concerns?.principalId].some((each) => each !== undefined && ids.includes(each))) return { code: 'self-approval' };
  return companyId === undefined && !isOperator(authority) ? { code: 'forbidden' } : undefined;
}

/** A version as its policy has it: it never changes. */
interface Version {
  policyId: string;
  version: number;
  policy: ApprovalPolicy;
}

/** Lets approvals that run go on by another version of their policy, or by another policy. */
@Injectable()
export class Adoptions {
  private readonly log = new PartLog('approvals');

  constructor(
    private readonly engine: Engine,
    private readonly keys: Keys,
    private readonly processes: Processes,
    private readonly queries: PolicyQueries,
  ) {}

  /** @throws Refusal `not-found` for an approval that the caller does not see, `policy-unknown` for such a version */
  async adopt(approvalId: string, { policyId, version, reasonCode }: AdoptPolicy, call: Call) {
    const row = await this.processes.readVisible('approval', approvalId, call.authority);
    const policy = await this.versionNamed(policyId, version, call);
    return this.one(row, { policyId, version, policy }, reasonCode, call);
  }

  /** Each approval by a command with a key that derives from the call's: the same call goes on where it broke off. */
  async adoptInMany(policyId: string, { version, reasonCode, approvalIds }: AdoptPolicyInMany, call: Call) {
    const policy = await this.queries.version(policyId, version, call.authority);
    call.take(await this.engine.executeWithoutStream(call.caller, async () => ({ ok: true, body: { items: approvalIds.length } })));
    const answers = [];
    const replayed: boolean[] = [];
    for (const approvalId of approvalIds) {
      const named = { purpose: 'adoption-of-command', name: approvalId };
      const part = call.partAs(callerOfPart(this.keys, call.caller, named, { approvalId, policyId, version, reasonCode }));
      const adopt = async () =>
        this.one(await this.processes.readVisible('approval', approvalId, part.authority), { policyId, version, policy }, reasonCode, part);
      answers.push(await this.answerOf(approvalId, adopt, part));
      replayed.push(part.replays);
    }
    call.showReplayed(replayed.every(Boolean));
    return { adopted: answers.filter(({ status }) => status === 200).length, items: answers };
  }

  /** A policy that a body names is no thing of the path. */
  private async versionNamed(policyId: string, version: number, call: Call): Promise<ApprovalPolicy> {
    try {
      return await this.queries.version(policyId, version, call.authority);
    } catch (error) {
      throw problemOf(error)?.code === 'not-found' ? refusal('policy-unknown') : error;
    }
  }

  private async one(row: ApprovalRow, stored: Version, reasonCode: string, call: Call) {
    const { id: approvalId } = row;
    const { companyId } = row.state;
    const roleStreams = streamsOfRoles(this.engine.ids, rolesAsked(stored.policy), companyId);
    const command: CommandOf<'approval'> = { type: 'AdoptPolicy', stored, roleStreams, reasonCode };
    const sent = { process: 'approval', id: approvalId, command } as const;
    const within = companyId === undefined ? undefined : permitInCompany<'approval'>(call.authority, companyId, sent);
    const permit: CallerCommand['permit'] = (streams, claims) =>
      permitOn(call.authority, streamIdOf('approval', approvalId))(streams, claims) ??
      whyNot(row.state, call.authority) ??
      within?.(streams, claims);
    return this.processes.command({ ...sent, permit, seen: row }, call);
  }

  private async answerOf(approvalId: string, adopt: () => ReturnType<Adoptions['one']>, part: Call) {
    try {
      const view = await adopt();
      return { approvalId, status: 200, version: view['version'] as number };
    } catch (error) {
      return { approvalId, ...failedPart(error, this.log, part.traceId) };
    }
  }
}
