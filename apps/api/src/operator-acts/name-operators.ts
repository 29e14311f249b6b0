import { randomUUID } from 'node:crypto';
import { holdersOf, type PlatformGrant, type Role } from '#domain';
import { streamIdOf, type Caller, type Engine } from '#engine';
import type { Database } from '#event-store';
import { externalIdsOf, namePerson } from '#iam';
import type { Keys } from '#vault';

/** What a first operator holds: enough to run the platform, and to let others be named who only read. */
const grants = ['operator', 'key-maker', 'reviewer-appointer'] as const satisfies readonly PlatformGrant[];

/** The actor of what is done on the machine of the installation. */
const installation = { principalId: 'tenure:installation', authn: 'installation' };

interface Installation {
  engine: Engine;
  keys: Keys;
  database: Database;
}

/** Why a person got no right; repeated, they have it. */
const asBefore = 'role-held-already';

/**
 * Names a person as one of the first two operators. Repeated: nothing new.
 * @returns the code of a refusal: `operators-named` where two others are; `subject-not-a-person`
 */
export async function nameOperator({ engine, keys, database }: Installation, userId: string): Promise<string | undefined> {
  const principalId = (await namePerson(database, userId))?.principalId;
  if (principalId === undefined) return 'subject-not-a-person';
  for (const role of grants) {
    await takeBackOfGone({ engine, keys, database }, role);
    const command = { type: 'NameOperator', role, principalId } as const;
    const id = engine.ids.platformRole(role);
    const { answer } = await engine.execute({ process: 'role', id, command, names: [principalId], caller: callOf(keys) }, () => null);
    if (!answer.ok && answer.problem.code !== asBefore) return answer.problem.code;
  }
  return undefined;
}

/**
 * Who was erased with their account holds a right that nobody can use: it goes, or it would count as that of an
 * operator.
 */
async function takeBackOfGone({ engine, keys, database }: Installation, role: PlatformGrant): Promise<void> {
  const id = engine.ids.platformRole(role);
  const holders = holdersOf((await engine.read(streamIdOf('role', id)))?.state as Role | undefined);
  const present = new Set((await externalIdsOf(database, holders)).map(({ principalId }) => principalId));
  for (const principalId of holders.filter((each) => !present.has(each))) {
    const command = { type: 'TakeRoleBack', role, principalId } as const;
    await engine.execute({ process: 'role', id, command, caller: callOf(keys) }, () => null);
  }
}

/** Each run is a call of its own. */
function callOf(keys: Keys): Caller {
  const traceId = randomUUID().replaceAll('-', '');
  const commandId = keys.commandId('tenure:installation', undefined, traceId);
  return { client: 'tenure:installation', commandId, requestHash: commandId, actor: installation, traceId };
}
