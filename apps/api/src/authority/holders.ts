import { holdersOf, isLastSomewhere, processOf, standing, type Account, type Problem, type Role, type RoleLeft } from '#domain';
import { streamIdOf, type CallerCommand } from '#engine';
import type { Database } from '#event-store';
import { externalIdsOf, findNamed } from '#iam';
import { readProcesses, rolesHeldBy } from '#read-models';
import { refusal } from '../http/refusal';
import { idsOf } from './administrators';
import type { Person } from './authority';

type Others = RoleLeft['others'];
type Leaves = readonly RoleLeft[];

/** As many other holders are asked under lock: one of them must still be able to act. */
const othersMax = 3;

/** Some others who hold a role and can act, each with their account; under lock they are asked again. */
export async function othersBeside(database: Database, roleId: string, ids: readonly string[]): Promise<Others> {
  const stream = streamIdOf('role', roleId);
  return othersIn(database, (await readProcesses(database, [stream])).get(stream)?.state as Role | undefined, ids);
}

async function othersIn(database: Database, role: Role | undefined, ids: readonly string[]): Promise<Others> {
  const holders = holdersOf(role);
  if (!holders.some((holder) => ids.includes(holder))) return [];
  const others = holders.filter((holder) => !ids.includes(holder));
  const named = await externalIdsOf(database, others);
  const accounts = named.map(({ principalId, externalId }) => ({ principalId, accountId: externalId.slice('user:'.length) }));
  const found = await readProcesses(
    database,
    accounts.map(({ accountId }) => streamIdOf('account', accountId)),
  );
  const canAct = (accountId: string) => {
    const account = found.get(streamIdOf('account', accountId));
    return account === undefined || standing(account.state as unknown as Account) === 'present';
  };
  return accounts.filter(({ accountId }) => canAct(accountId)).slice(0, othersMax);
}

/**
 * The roles of a super admin that the person of this account holds, with others who hold them: what goes with the
 * account.
 * @throws Refusal `newer-release` where only a newer release can read one
 */
export async function rolesLeftBy(database: Database, accountId: string, known?: Person): Promise<Leaves> {
  const person = known?.userId === accountId ? known : await findNamed(database, accountId);
  if (!person) return [];
  const ids = idsOf(person);
  const found = await Promise.all(ids.map((id) => rolesHeldBy(database, id)));
  const rows = [...new Map(found.flat().map((row) => [row.id, row])).values()];
  if (rows.some((row) => !processOf('role').canRead(row))) throw refusal('newer-release');
  const administered = rows.filter(({ state }) => isOfSuperAdmin(state));
  return Promise.all(
    administered.map(async ({ id, state }) => ({ role: id, ids: [...ids], others: await othersIn(database, state, ids) })),
  );
}

const isOfSuperAdmin = (role: Role) => role.status === 'granted' && role.role === 'super-admin';

/** What a command asks under lock that ends the account of a person with these roles. */
export function keepsAdmins(leaves: Leaves): Pick<CallerCommand, 'permit' | 'reads'> {
  if (leaves.length === 0) return {};
  return { reads: streamsLeft(leaves), permit: (streams) => whyKeptAdmin(leaves, streams) };
}

/** The same by what is recorded now, without a lock. */
export async function whyLastAdmin(database: Database, accountId: string): Promise<Problem | undefined> {
  const leaves = await rolesLeftBy(database, accountId);
  return leaves.length === 0 ? undefined : whyKeptAdmin(leaves, await readProcesses(database, streamsLeft(leaves)));
}

/** Under lock: the person who gets a right can act. Somebody who was erased has no name here any more. */
export async function mustBePresent(database: Database, principalId: string): Promise<Pick<CallerCommand, 'permit' | 'reads'>> {
  const [named] = await externalIdsOf(database, [principalId]);
  if (!named) return { permit: () => ({ code: 'account-not-active' }) };
  const stream = streamIdOf('account', named.externalId.slice('user:'.length));
  const isPresent = (account: Account | undefined) => account === undefined || standing(account) === 'present';
  return {
    reads: [stream],
    permit: (streams) => (isPresent(streams.get(stream)?.state as Account | undefined) ? undefined : { code: 'account-not-active' }),
  };
}

const streamsLeft = (leaves: Leaves): readonly string[] => [
  ...new Set(
    leaves.flatMap(({ role, others }) => [streamIdOf('role', role), ...others.map(({ accountId }) => streamIdOf('account', accountId))]),
  ),
];

function whyKeptAdmin(leaves: Leaves, streams: { get(streamId: string): { state: unknown } | undefined }): Problem | undefined {
  const facts = leaves.flatMap(({ role, others }) => [
    [`role ${role}`, streams.get(streamIdOf('role', role))?.state] as const,
    ...others.map(({ accountId }) => [`holder ${accountId}`, streams.get(streamIdOf('account', accountId))?.state] as const),
  ]);
  return isLastSomewhere(leaves, Object.fromEntries(facts)) ? { code: 'admin-transfer-required' } : undefined;
}
