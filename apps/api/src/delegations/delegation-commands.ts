import { Inject, Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { delegationLimits, holdersOf, type Account, type CommandOf, type KnownStateIn, type Problem, type Role } from '#domain';
import { Engine, streamIdOf, type CallerCommand } from '#engine';
import { Database, type ClockMode } from '#event-store';
import { countGiven, readProcess } from '#read-models';
import { idsOf, permitInCompany } from '../authority/administrators';
import { isFor, type Authority, type Person } from '../authority/authority';
import { platformStreamsOf, roleStreamsOf } from '../authority/belonging';
import type { Call } from '../authority/call';
import { People, userIdOf } from '../authority/people';
import { refusal } from '../http/refusal';
import { permitOn, Processes } from '../process/processes';
import { clockMode } from '../tokens';

type Body = BodyOf<'delegation', 'GiveDelegation'>;
type Given = KnownStateIn<'delegation'>;

/** People let others decide in their place; of somebody who is away an administrator of the company says who. */
@Injectable()
export class DelegationCommands {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly people: People,
    @Inject(clockMode) private readonly clock: ClockMode,
  ) {}

  async give(body: Body, call: Call) {
    const { authority } = call;
    const { companyId } = body;
    if (companyId !== undefined && !isFor(authority, companyId)) throw refusal('delegator-not-a-member');
    const giving = await this.delegatorIn(body, authority);
    const taking = await this.people.findPerson(userIdOf(body.delegate), authority.companies);
    if (!taking) throw refusal('delegate-not-a-member');
    const command = await this.commandOf(body, giving, taking);
    const isOwn = giving.userId === authority.person?.userId;
    if (!isOwn && taking.userId === authority.person?.userId) throw refusal('out-of-scope');
    const permitted = isOwn ? undefined : this.forSomebody(authority, companyId, command, giving);
    const spent = await this.refuseMore(giving);
    const permit: CallerCommand['permit'] = (streams, claims) => permitted?.(streams, claims) ?? spent;
    const id = this.engine.idFor(call.caller, 'delegation');
    const names = [giving.principalId, taking.principalId];
    return this.processes.command({ process: 'delegation', id, command, permit, names }, call, { opens: true });
  }

  /** Its two people may end it, and administrators in whose reach the delegator lies. */
  async end(id: string, call: Call) {
    const { authority } = call;
    const row = await this.processes.find('delegation', id, authority);
    const by = partyOf(row.state, authority) ?? 'administrator';
    const command = { type: 'EndDelegation', by } as const;
    const sees = permitOn(authority, streamIdOf('delegation', id));
    const reaches = by === 'administrator' ? this.asAdministrator(authority, row.companyId, { id, command }) : undefined;
    const permit: CallerCommand['permit'] = (streams, claims) => sees(streams, claims) ?? reaches?.(streams, claims);
    return this.processes.command({ process: 'delegation', id, command, permit, seen: row }, call);
  }

  /** @throws Refusal `forbidden` for somebody who names another person and administers nothing */
  private async delegatorIn({ delegator, companyId }: Body, authority: Authority): Promise<Person> {
    const own = authority.person!;
    const userId = delegator === undefined ? own.userId : userIdOf(delegator);
    if (userId === own.userId || userId === own.namedAs) return own;
    if (companyId === undefined || !authority.administers?.length) throw refusal('forbidden');
    const person = await this.people.findPerson(userId, authority.companies);
    if (!person) throw refusal('delegator-not-a-member');
    return person;
  }

  private async commandOf({ companyId, from, until, matterTypes }: Body, giving: Person, taking: Person) {
    const { ids } = this.engine;
    const departmentId = companyId === undefined ? undefined : await this.departmentOf(giving, companyId);
    const command: CommandOf<'delegation'> & { type: 'GiveDelegation' } = {
      type: 'GiveDelegation',
      delegator: giving.principalId,
      delegate: taking.principalId,
      delegatorAccountId: giving.userId,
      delegateAccountId: taking.userId,
      until: Date.parse(until),
      roleStreams: companyId === undefined ? platformStreamsOf(ids) : roleStreamsOf(ids, companyId),
      ...(taking.aliases && { aliases: taking.aliases }),
      ...(companyId !== undefined && { companyId }),
      ...(departmentId !== undefined && { departmentId }),
      ...(from !== undefined && { from: Date.parse(from) }),
      ...(matterTypes && { matterTypes }),
    };
    return command;
  }

  /** Who holds a role of the company decides for all of it: an administrator of a department lends that to nobody. */
  private forSomebody(
    authority: Authority,
    companyId: string | undefined,
    command: CommandOf<'delegation'> & { type: 'GiveDelegation' },
    giving: Person,
  ): NonNullable<CallerCommand['permit']> {
    const { departmentId: _part, ...whole } = command;
    const [inPart, inAll] = [command, whole].map((each) => this.asAdministrator(authority, companyId, { id: '', command: each }));
    const names = [giving.principalId, ...(giving.aliases ?? [])];
    return (streams, claims) => {
      const holders = Object.values(command.roleStreams).flatMap((id) =>
        holdersOf(streams.get(streamIdOf('role', id))?.state as Role | undefined),
      );
      return (names.some((each) => holders.includes(each)) ? inAll : inPart)!(streams, claims);
    };
  }

  private async departmentOf({ userId }: Person, companyId: string): Promise<string | undefined> {
    const account = (await readProcess<Account>(this.database, streamIdOf('account', userId)))?.state;
    return account?.status === 'living' ? account.memberships[companyId]?.departmentId : undefined;
  }

  private async refuseMore(giving: Person): Promise<Problem | undefined> {
    const { givenMax: limit } = delegationLimits;
    const given = await countGiven(this.database, idsOf(giving), this.clock);
    return given >= limit ? { code: 'too-many-delegations', limit } : undefined;
  }

  private asAdministrator(
    authority: Authority,
    companyId: string | undefined,
    of: Pick<CallerCommand<'delegation'>, 'id' | 'command'>,
  ): NonNullable<CallerCommand['permit']> {
    const permit =
      companyId === undefined ? undefined : permitInCompany<'delegation'>(authority, companyId, { process: 'delegation', ...of });
    return permit ?? (() => ({ code: 'forbidden' }));
  }
}

/** What the person of this call is to a delegation; undefined where they are neither of its two. */
function partyOf({ delegator, delegate }: Given, { person }: Authority): 'delegator' | 'delegate' | undefined {
  const ids = person ? idsOf(person) : [];
  if (ids.includes(delegator)) return 'delegator';
  return ids.includes(delegate) ? 'delegate' : undefined;
}
