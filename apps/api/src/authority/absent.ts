import { holdersOf, standing, type Account, type Role } from '#domain';
import { streamIdOf } from '#engine';
import type { Database } from '#event-store';
import { externalIdsOf } from '#iam';
import { readProcesses } from '#read-models';

/** The other holders of a role who act no more or not now: their accounts are gone, or frozen. */
export async function absentBeside(database: Database, roleId: string, principalId: string | undefined): Promise<readonly string[]> {
  const stream = streamIdOf('role', roleId);
  const role = (await readProcesses(database, [stream])).get(stream)?.state as Role | undefined;
  const holders = holdersOf(role);
  if (principalId === undefined || holders.length < 2 || !holders.includes(principalId)) return [];
  const others = holders.filter((holder) => holder !== principalId);
  const accounts = new Map(
    (await externalIdsOf(database, others)).map((each) => [each.principalId, streamIdOf('account', each.externalId.slice('user:'.length))]),
  );
  const found = await readProcesses(database, [...accounts.values()]);
  return others.filter((other) => {
    const account = found.get(accounts.get(other) ?? '');
    return !accounts.has(other) || (account && standing(account.state as unknown as Account) !== 'present');
  });
}
