import { Injectable } from '@nestjs/common';
import type { AskForKey, ForceDeregistration, GrantPlatformRole } from '#contracts';
import { holdersOf, type CommandOf, type Problem, type Role } from '#domain';
import { Engine, streamIdOf } from '#engine';
import { Database } from '#event-store';
import { readProcess } from '#read-models';
import { actorOf } from '../authority/authority';
import type { Call } from '../authority/call';
import { whyLastAdmin } from '../authority/holders';
import { refuseLacking } from '../authority/lacking';
import { People } from '../authority/people';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';
import { OperatorKeys } from './operator-keys';

type Asked = Pick<CommandOf<'approval'> & { type: 'OpenApproval' }, 'matter' | 'grants' | 'forces'>;

/** What operators ask one another to confirm. What was asked for, in words, is sealed for the second operator. */
@Injectable()
export class OperatorActs {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    private readonly processes: Processes,
    private readonly people: People,
    private readonly operatorKeys: OperatorKeys,
  ) {}

  /** @throws Refusal `forbidden` for what the requester lacks themselves */
  askForKey(key: AskForKey, call: Call) {
    refuseLacking(key, call);
    const { name, client, companies, roles, scopes, expiresAt } = key;
    const lists = { roles: roles.join(' '), scopes: scopes.join(' '), companies: [companies].flat().join(' ') };
    const asked = { matter: { type: 'operator-key', id: this.operatorKeys.matterOf(key) } } as const;
    return this.ask(asked, { name, ...lists, ...(client && { client }), ...(expiresAt && { 'expires-at': expiresAt }) }, call);
  }

  /** @throws Refusal `subject-not-a-person`, `role-held-already` */
  async grant({ grant: role, userId }: GrantPlatformRole, call: Call) {
    const principalId = await this.people.principalOf(userId);
    const id = this.engine.ids.platformRole(role);
    const held = await readProcess<Role>(this.database, streamIdOf('role', id));
    if (holdersOf(held?.state).includes(principalId)) throw refusal('role-held-already');
    const asked = { matter: { type: 'platform-grant', id }, grants: { role, principalId } } as const;
    return this.ask(asked, { grant: role, person: `user:${userId}` }, call, { names: [principalId] });
  }

  /** @throws Refusal `not-found`, `admin-transfer-required` */
  async forceDeregistration({ accountId, reason }: ForceDeregistration, call: Call) {
    await this.processes.readVisible('account', accountId, call.authority);
    // D10: operators leave no company without a super admin either; they give the role to another person, and go on.
    const problem = await whyLastAdmin(this.database, accountId);
    const id = this.engine.idFor(call.caller, 'deregistration');
    const asked = { matter: { type: 'forced-deregistration', id }, forces: { accountId, reasonCode: reason.code } } as const;
    return this.ask(asked, { account: accountId, reason: reason.code, ...(reason.text && { text: reason.text }) }, call, { problem });
  }

  /** `problem`: told after a replay, so that a repeated call gets its answer. */
  private async ask(
    asked: Asked,
    context: Readonly<Record<string, string>>,
    call: Call,
    { names = [], problem }: { names?: readonly string[]; problem?: Problem | undefined } = {},
  ) {
    const { caller } = call;
    const subjectId = this.engine.idFor(caller, 'subject');
    const requestedBy = actorOf(call.authority);
    const command: CommandOf<'approval'> = {
      type: 'OpenApproval',
      ...asked,
      subjectId,
      requestedBy,
      // An operator by an id that has turned out to be the requester's is nobody to ask.
      aliases: await this.people.aliasesOf([requestedBy]),
      managers: [],
      roleStreams: { operator: this.engine.ids.platformRole('operator') },
    };
    const seal = [{ subjectId, dataClass: 'context', field: 'context', value: JSON.stringify(context) }] as const;
    const permit = () => problem;
    return this.processes.command({ process: 'approval', id: this.engine.idFor(caller, 'approval'), command, seal, names, permit }, call, {
      opens: true,
    });
  }
}
