import { randomBytes, randomUUID } from 'node:crypto';
import type { CommandOf, ProcessType } from '#domain';
import type { Database } from '#event-store';
import { assembleEngine } from '#kernel';
import { Keys } from '#vault';

/** The engine of the programs in this one, with a company, its manager and its IT admin. */
export interface Desk {
  companyId: string;
  manager: string;
  admin: string;
  requester: string;
  /** @returns the id of the approval */
  ask(): Promise<string>;
  approve(approvalId: string, actor: string): Promise<void>;
}

export async function openDesk(database: Database): Promise<Desk> {
  const keys = new Keys(randomBytes(32));
  const { engine } = assembleEngine({ database, keys, clock: 'system', buildId: 'bench' });
  const send = async <P extends ProcessType>(process: P, id: string, command: CommandOf<P>, actor: string = randomUUID()) => {
    const key = randomUUID();
    const caller = {
      client: 'bench',
      commandId: keys.commandId('bench', undefined, key),
      requestHash: keys.hmac('request', key),
      actor: { principalId: actor, authn: 'api-key' },
      traceId: randomBytes(16).toString('hex'),
    } as const;
    const { answer } = await engine.execute<P>({ process, id, command, caller }, () => null);
    if (!answer.ok) throw new Error(`${command.type} is answered ${answer.problem.code}`);
  };
  const [companyId, manager, admin, requester] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const role = engine.ids.role(companyId, 'it-admin');
  await send('company', companyId, { type: 'TakeInCompany', companyId, companyKind: 'enterprise' });
  await send('role', role, { type: 'GrantRole', companyId, role: 'it-admin', principalId: admin });
  return {
    ...{ companyId, manager, admin, requester },
    ask: async () => {
      const id = randomUUID();
      const asked = { companyId, subjectId: randomUUID(), requestedBy: requester, managers: [manager], roleStreams: { 'it-admin': role } };
      await send('approval', id, { type: 'OpenApproval', matter: { type: 'document-export', id: randomUUID() }, ...asked }, requester);
      return id;
    },
    approve: (id, actor) =>
      send('approval', id, { type: 'DecideTask', actor, decision: 'approve', roleStreams: { 'it-admin': role } }, actor),
  };
}
