import { Injectable } from '@nestjs/common';
import type { Assertion } from '#assertions';
import { administrationBy, mayReach, processOf, ruleOf, type Problem, type ProcessType, type Role } from '#domain';
import { streamIdOf, type CallerCommand } from '#engine';
import { Database } from '#event-store';
import { rolesHeldBy } from '#read-models';
import { refusal } from '../http/refusal';
import { ActingFor } from './acting-for';
import { byRoleIn, permissions, type Administered, type Authority, type Person } from './authority';
import type { Access } from '#contracts';

/** Streams as they were read, locked or not. */
interface Streams {
  get(streamId: string): { state: unknown } | undefined;
}

/** People who call with their own token alone: what they may do follows from their roles in companies. */
@Injectable()
export class Administrators {
  constructor(
    private readonly actingFor: ActingFor,
    private readonly database: Database,
  ) {}

  /**
   * The client is the program that the person signed in with. A role that only a newer release can read lends nothing.
   * @throws Refusal as {@link ActingFor.personIn}
   */
  async authorityOf(token: string): Promise<{ authority: Authority; assertion: Assertion }> {
    const { person, companies: spokenFor, assertion } = await this.actingFor.personIn({ token }, 'platform');
    if (assertion?.client === undefined) throw refusal('assertion-invalid', { reason: 'client-missing' });
    const { principalId } = person;
    const roles = (await rolesHeldBy(this.database, principalId)).filter((row) => processOf('role').canRead(row));
    const held = roles.flatMap(({ id, state }) => administered(streamIdOf('role', id), state, person));
    const administers = held.filter(({ companyId }) => spokenFor === 'platform' || spokenFor.includes(companyId));
    const companies = [...new Set(administers.map(({ companyId }) => companyId))];
    const authority = {
      keyId: `person:${principalId}`,
      client: assertion.client,
      companies,
      principalId,
      roles: [],
      scopes: [],
      person,
      administers,
    };
    return { authority, assertion };
  }
}

function administered(streamId: string, role: Role, { principalId }: Person): readonly Administered[] {
  const administration = administrationBy(role, principalId);
  return administration ? [{ ...administration, streamId }] : [];
}

/** What they administer still: by the roles as they stand under lock. */
export const stillAdministered = (administers: readonly Administered[], person: Person, streams: Streams): readonly Administered[] =>
  administers.flatMap(({ streamId }) => administered(streamId, (streams.get(streamId)?.state ?? { status: 'none' }) as Role, person));

/** A role that was taken back since the guard has looked lends no right any more. */
export const refuseLostRole = (access: Access | undefined, administers: readonly Administered[]): Problem | undefined =>
  access && byRoleIn(access, administers).length > 0 ? undefined : { code: 'forbidden' };

/**
 * Whether this command lies within what its caller administers in the company, by the roles under lock. Undefined for
 * other callers: keys are for companies as a whole.
 */
export function permitInCompany<P extends ProcessType>(
  { administers, person }: Authority,
  companyId: string,
  { process, id, command }: Pick<CallerCommand<P>, 'process' | 'id' | 'command'>,
): CallerCommand['permit'] {
  if (!administers || !person) return undefined;
  const { right, reaches } = ruleOf(process, command.type);
  const access: Access = right === undefined ? { roles: [] } : permissions[right];
  return (streams) => {
    const here = byRoleIn(access, stillAdministered(administers, person, streams)).filter((each) => each.companyId === companyId);
    if (here.length === 0) return { code: 'forbidden' };
    const reach = reaches(command, streams.get(streamIdOf(process, id))?.state ?? { status: 'none' });
    return here.some((each) => mayReach(each, reach)) ? undefined : { code: 'out-of-scope' };
  };
}
