import { Injectable } from '@nestjs/common';
import type { BodyOf, WrittenPolicy } from '#contracts';
import {
  isOfCompany,
  policyStreamOf,
  rolesAsked,
  usersAsked,
  type CallerCommandOf,
  type CommandOf,
  type KnownStateIn,
  type PolicyContent,
} from '#domain';
import { Engine, streamIdOf, type CallerCommand } from '#engine';
import type { ProcessRow } from '#read-models';
import { permitInCompany } from '../authority/administrators';
import { isOperator, type Authority } from '../authority/authority';
import { streamsOfRoles } from '../authority/belonging';
import type { Call } from '../authority/call';
import { WhoIsWho } from '../authority/who-is-who';
import { refusal } from '../http/refusal';
import { permitOn, Processes } from '../process/processes';
import { PolicyQueries } from './policy-queries';

type Row = ProcessRow<KnownStateIn<'approval-policy'>>;
type Command = CommandOf<'approval-policy'>;
type Changing = Exclude<CallerCommandOf<'approval-policy'>, 'StorePolicy'>;

/** Stores policies and their versions: a company's by its administrators and services, the platform's by operators. */
@Injectable()
export class PolicyCommands {
  constructor(
    private readonly processes: Processes,
    private readonly queries: PolicyQueries,
    private readonly engine: Engine,
    private readonly whoIsWho: WhoIsWho,
  ) {}

  async store({ companyId, matterType, policy }: BodyOf<'approval-policy', 'StorePolicy'>, call: Call) {
    await this.refuseOthers(companyId, call.authority);
    const id = policyStreamOf(companyId, matterType);
    const { names, ...written } = await this.written(policy, companyId, call.authority);
    const command: Command = { type: 'StorePolicy', policyId: id, ...(companyId !== undefined && { companyId }), matterType, ...written };
    const stored = { process: 'approval-policy', id, command } as const;
    const permit = companyId === undefined ? undefined : permitInCompany<'approval-policy'>(call.authority, companyId, stored);
    return this.processes.command({ ...stored, ...(permit && { permit }), names }, call, { opens: true });
  }

  async change(id: string, { policy }: BodyOf<'approval-policy', 'ChangePolicy'>, call: Call) {
    const row = await this.queries.readVisible(id, call.authority);
    const { names, ...written } = await this.written(policy, row.state.companyId, call.authority);
    return this.run(row, { type: 'ChangePolicy', ...written }, call, names);
  }

  /** Disables it, or enables it again. */
  async switch(id: string, command: Extract<Command, { type: Exclude<Changing, 'ChangePolicy'> }>, call: Call) {
    return this.run(await this.queries.readVisible(id, call.authority), command, call);
  }

  private async run(row: Row, command: Command, call: Call, names: readonly string[] = []) {
    const { id, state } = row;
    await this.refuseOthers(state.companyId, call.authority);
    const sent = { process: 'approval-policy', id, command } as const;
    const within = state.companyId === undefined ? undefined : permitInCompany<'approval-policy'>(call.authority, state.companyId, sent);
    const permit: CallerCommand['permit'] = (streams, claims) =>
      permitOn(call.authority, streamIdOf('approval-policy', id))(streams, claims) ?? within?.(streams, claims);
    return this.processes.command({ ...sent, permit, names, seen: row }, call);
  }

  /** What is the platform's is for operators alone. @throws Refusal `not-found` of another company's, `forbidden` */
  private async refuseOthers(companyId: string | undefined, authority: Authority): Promise<void> {
    if (companyId !== undefined) await this.processes.readVisible('company', companyId, authority);
    else if (!isOperator(authority)) throw refusal('forbidden', { unmet: ['operator'] });
  }

  /**
   * The content with what its rule must know beside it: where the holders of its roles are found, and unknown people.
   */
  private async written(policy: WrittenPolicy, companyId: string | undefined, authority: Authority) {
    const content = policy as PolicyContent;
    // The companies that the platform's policy serves differ: theirs are found at the opening.
    const asked = rolesAsked(content).filter((role) => isOfCompany(role) === (companyId !== undefined));
    const users = usersAsked(content);
    const known = new Set((await this.whoIsWho.find(users, authority)).flatMap((each) => (each.kind === 'key' ? [] : [each.principalId])));
    return {
      content,
      roleStreams: streamsOfRoles(this.engine.ids, asked, companyId),
      unknownUsers: users.filter((user) => !known.has(user)),
      names: users.filter((user) => known.has(user)),
    };
  }
}
