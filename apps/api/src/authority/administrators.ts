import type { Access } from '#contracts';
import { administrationBy, mayReach, ruleOf, type Problem, type ProcessType, type Role } from '#domain';
import { streamIdOf, type CallerCommand } from '#engine';
import { byRoleIn, permissions, type Administered, type Authority, type Person } from './authority';

/** Streams as they were read, locked or not. */
interface Streams {
  get(streamId: string): { state: unknown } | undefined;
}

/** All ids by which a person may hold a role. */
export const idsOf = ({ principalId, aliases = [] }: Pick<Person, 'principalId' | 'aliases'>): readonly string[] => [
  principalId,
  ...aliases,
];

/** What a person administers by the role of this stream. */
export const administered = (streamId: string, role: Role, person: Pick<Person, 'principalId' | 'aliases'>): readonly Administered[] =>
  idsOf(person).flatMap((id) => {
    const administration = administrationBy(role, id);
    return administration ? [{ ...administration, streamId }] : [];
  });

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
  if (!administers || administers.length === 0 || !person) return undefined;
  const { right, reaches } = ruleOf(process, command.type);
  const access: Access = right === undefined ? { roles: [] } : permissions[right];
  return (streams) => {
    const here = byRoleIn(access, stillAdministered(administers, person, streams)).filter((each) => each.companyId === companyId);
    if (here.length === 0) return { code: 'forbidden' };
    const reach = reaches(command, streams.get(streamIdOf(process, id))?.state ?? { status: 'none' });
    return here.some((each) => mayReach(each, reach)) ? undefined : { code: 'out-of-scope' };
  };
}

/** In one of these companies it is enough; the refusal of the last one is the answer. */
export function permitInAny<P extends ProcessType>(
  authority: Authority,
  companyIds: readonly string[],
  sentIn: (companyId: string) => Pick<CallerCommand<P>, 'process' | 'id' | 'command'>,
): NonNullable<CallerCommand['permit']> {
  const inEach = companyIds.map((companyId) => permitInCompany<P>(authority, companyId, sentIn(companyId)));
  return (streams, claims) => {
    const refusals = inEach.map((permit) => permit?.(streams, claims));
    return refusals.includes(undefined) ? undefined : refusals.at(-1);
  };
}
