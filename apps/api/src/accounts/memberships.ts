import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { companyRoles, holdersOf, type Account, type CommandOf, type Role } from '#domain';
import { Engine, streamIdOf, type CallerCommand } from '#engine';
import { Database } from '#event-store';
import { idsOf, permitInCompany } from '../authority/administrators';
import { isFor, viewerOf, type Authority } from '../authority/authority';
import { roleStreamsOf } from '../authority/belonging';
import type { Call } from '../authority/call';
import { othersBeside } from '../authority/holders';
import { People } from '../authority/people';
import { hideProcess, refusal, Refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { permitOn } from '../process/processes';

type Reason = BodyOf<'account', 'EndMembership'>['reason'];
type Ending = { process: 'account'; id: string; command: Parting };
/** Each command by which a person parts from a company, for good or for a while. */
export type Parting = Extract<CommandOf<'account'>, { type: 'EndMembership' | 'MakeMemberDormant' | 'EndEmployment' }>;
type InCompany = { process: 'account'; id: string; command: Extract<CommandOf<'account'>, { companyId: string }> };
type LeftAccount = Extract<Account, { status: 'living' }>;

/** Ends memberships: by the person, or by who acts for the company. */
@Injectable()
export class Memberships {
  constructor(
    private readonly engine: Engine,
    private readonly database: Database,
    private readonly people: People,
  ) {}

  /**
   * Asks under lock alone who may: a company that has removed a person sees their account no more, and its repeated
   * call must get the recorded answer.
   */
  async end(accountId: string, companyId: string, reason: Reason, call: Call) {
    const { authority, caller } = call;
    refuseReason(authority, accountId, reason);
    const command = { type: 'EndMembership', reason, ...(await this.parting(accountId, companyId, call)) } as const;
    const ended = { process: 'account', id: accountId, command } as const satisfies Ending;
    const outcome = await this.engine.execute<'account'>({ ...ended, permit: permitEnd(authority, ended), caller }, ({ state }) => ({
      accountId,
      companyId,
      reason,
      endedAt: rfc3339((state as unknown as LeftAccount).ended![companyId]!.at),
    }));
    return call.take(outcome).body;
  }

  /**
   * The person by all their ids, and others who hold what must not be left by everybody.
   * @throws Refusal `not-found` for a company that the caller has nothing to do with
   */
  async parting(accountId: string, companyId: string, { authority }: Call) {
    refuseUnnamed(authority, accountId, companyId);
    const named = await this.people.findIds(accountId);
    const others = named && (await othersBeside(this.database, this.engine.ids.role(companyId, 'super-admin'), idsOf(named)));
    return { companyId, ...named, ...(others && { others }), roleStreams: roleStreamsOf(this.engine.ids, companyId) };
  }

  /** An administrator moves whom they see, from and to what they administer; asked under lock. */
  async move(accountId: string, companyId: string, departmentId: string, call: Call) {
    const { authority, caller } = call;
    refuseUnnamed(authority, accountId, companyId);
    const moved = { process: 'account', id: accountId, command: { type: 'ChangeDepartment', companyId, departmentId } } as const;
    const permit = permitWithin(authority, moved);
    const outcome = await this.engine.execute<'account'>({ ...moved, permit, caller }, () => ({ accountId, companyId, departmentId }));
    return call.take(outcome).body;
  }
}

export const isOwn = ({ person }: Authority, accountId: string): boolean => person?.userId === accountId;

/** People leave by themselves, and administrators remove others. @throws Refusal `forbidden` */
function refuseReason(authority: Authority, accountId: string, reason: Reason): void {
  const { as } = viewerOf(authority);
  const fits = as === 'administrator' ? isOwn(authority, accountId) === (reason === 'left') : as !== 'person' || reason === 'left';
  if (!fits) throw refusal('forbidden');
}

/** A caller must have to do with this company at all. @throws Refusal `not-found` */
export function refuseUnnamed(authority: Authority, accountId: string, companyId: string): void {
  const isTheirs =
    viewerOf(authority).as === 'administrator'
      ? authority.administers!.some((each) => each.companyId === companyId)
      : isFor(authority, companyId);
  if (!isTheirs) throw new Refusal(hideProcess(streamIdOf('account', accountId)));
}

/** A membership's command: its caller sees the account, and as an administrator reaches the membership. */
export function permitWithin(authority: Authority, sent: InCompany): NonNullable<CallerCommand['permit']> {
  const sees = permitOn(authority, streamIdOf('account', sent.id));
  const within = permitInCompany<'account'>(authority, sent.command.companyId, sent);
  return (streams, claims) => sees(streams, claims) ?? within?.(streams, claims);
}

/** Who sees the account may; a person only their own; an administrator within their reach. */
export const permitEnd =
  (authority: Authority, ending: Ending): NonNullable<CallerCommand['permit']> =>
  (streams, claims) => {
    const { id, command } = ending;
    const hidden = permitOn(authority, streamIdOf('account', id))(streams, claims);
    if (hidden || isOwn(authority, id)) return hidden;
    if (viewerOf(authority).as === 'person') return { code: 'forbidden' };
    const within = [ending, ...rolesThatGo(command, streams)].map((each) => permitInCompany(authority, command.companyId, each));
    return within.map((permit) => permit?.(streams, claims)).find((problem) => problem !== undefined);
  };

/** Their roles go with the membership, so that each must lie within the reach of who ends it. */
function rolesThatGo(
  { companyId, principalId, aliases = [], roleStreams }: Ending['command'],
  streams: Parameters<NonNullable<CallerCommand['permit']>>[0],
) {
  if (principalId === undefined) return [];
  const ids = [principalId, ...aliases];
  const isHeld = (role: Role | undefined) => holdersOf(role).some((holder) => ids.includes(holder));
  return companyRoles
    .filter((role) => isHeld(streams.get(streamIdOf('role', roleStreams[role]!))?.state as Role | undefined))
    .map((role) => ({
      process: 'role' as const,
      id: roleStreams[role]!,
      command: { type: 'TakeRoleBack' as const, companyId, role, principalId, aliases },
    }));
}
