import { defined, id, list, optional, table } from '../events';
import { needsOfOthers, othersField, whyKept } from '../role/keeping';
import { holdersOf, roleNames, roles, rolesByName, type RoleFacts } from '../role/role';

/** Who parts from a company: the person, by all their ids, and the roles there, which go with the membership. */
export const partingFields = {
  companyId: id,
  /** Of the person; none: nobody has ever named them, so they have no role. */
  principalId: optional(id),
  /** Other ids of the person, by which they may hold a role. */
  aliases: optional(list(id)),
  /** The streams of the roles in the company. */
  roleStreams: table(id),
  /** Other super admins. */
  others: othersField,
};

interface Parting {
  companyId: string;
  principalId?: string | undefined;
  aliases?: readonly string[] | undefined;
  roleStreams: Readonly<Record<string, string>>;
  others?: readonly { principalId: string; accountId: string }[] | undefined;
}

/** Those that the person holds move. */
export const needsOfParting = ({ roleStreams, others }: Pick<Parting, 'roleStreams' | 'others'>) => ({
  ...rolesByName(roleStreams, roles.move),
  ...needsOfOthers(others),
});

/** What the event of a parting says of the roles that go; undefined for the last super admin of the company (X1). */
export function rolesThatGo(
  { companyId, principalId, aliases = [], roleStreams, others }: Parting,
  facts: RoleFacts & Readonly<Record<string, unknown>>,
) {
  const ids = principalId === undefined ? [] : [principalId, ...aliases];
  const isHeldBy = (name: (typeof roleNames)[number], some: readonly string[]) =>
    roleStreams[name] !== undefined && holdersOf(facts[name]).some((holder) => some.includes(holder));
  const held = roleNames.filter((name) => isHeldBy(name, ids));
  const isKept = (role: (typeof roleNames)[number]) =>
    whyKept({ companyId, role, holders: holdersOf(facts[role]) }, ids, others, facts) !== undefined;
  if (held.some(isKept)) return undefined;
  const streams = Object.fromEntries(held.map((name) => [name, roleStreams[name]!]));
  const alsoAs = aliases.filter((alias) => held.some((name) => isHeldBy(name, [alias])));
  const person = held.length > 0 ? { principalId, aliases: alsoAs.length > 0 ? alsoAs : undefined } : {};
  return { ...defined(person), roles: streams };
}
