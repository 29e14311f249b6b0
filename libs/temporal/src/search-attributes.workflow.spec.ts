import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { eventually, freshNamespace, temporalAddress } from '#testing';
import { registerAttributes, searchAttributes, whichRegistered } from '#temporal';

let connection: Connection;
beforeAll(async () => void (connection = await Connection.connect({ address: temporalAddress() })));
afterAll(() => connection.close());

const names = Object.keys(searchAttributes);
const { TenureStatus, TenureNextDueAt } = searchAttributes;
const [text, datetime, none] = [1, 6, new Set<never>()];
/** A namespace that lacks these. */
async function without(...gone: string[]): Promise<string> {
  const namespace = await freshNamespace();
  await connection.operatorService.removeSearchAttributes({ namespace, searchAttributes: gone });
  return namespace;
}

describe('the search attributes of a namespace', () => {
  it('filter the list of workflows', async () => {
    const client = new Client({ connection, namespace: await freshNamespace() });
    const start = (status: string, dueAt: string) =>
      client.workflow.start('nobody', {
        workflowId: `deregistration:${randomUUID()}`,
        taskQueue: 'nobody-polls-here',
        typedSearchAttributes: [
          { key: TenureStatus, value: status },
          { key: TenureNextDueAt, value: new Date(dueAt) },
        ],
      });
    const wanted = await start('cooling_off', '2026-12-05T23:59:59.999Z');
    await start('cooling_off', '2026-12-06T00:00:00Z');
    await start('purging', '2026-12-05T00:00:00Z');
    const listed = async (query: string) => {
      const ids: string[] = [];
      for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
      return ids;
    };
    await eventually(
      'all three are listed',
      () => listed('TenureStatus IS NOT NULL'),
      (ids) => ids.length === 3,
    );
    const ending = `TenureStatus = 'cooling_off' AND TenureNextDueAt < '2026-12-06T00:00:00Z'`;
    expect(await listed(ending)).toEqual([wanted.workflowId]);
    expect(await listed('TenureOutcome IS NULL')).toHaveLength(3);
  });

  it('are added where some are missing, by two programs at once, and again', async () => {
    const namespace = await without('TenureStatus', 'TenureOutcome');
    expect([...(await whichRegistered(connection, namespace))]).toEqual(['TenureNextDueAt', 'TenureCompanyId']);
    await Promise.all([registerAttributes(connection, namespace), registerAttributes(connection, namespace)]);
    await registerAttributes(connection, namespace);
    expect([...(await whichRegistered(connection, namespace))]).toEqual(names);
  });

  it('do not count with another type, which stays', async () => {
    const namespace = await without('TenureStatus');
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: { TenureStatus: text } });
    await registerAttributes(connection, namespace);
    expect([...(await whichRegistered(connection, namespace, none))]).toEqual(names.filter((name) => name !== 'TenureStatus'));
  });

  it('are added as far as there is room: others have taken all three instants', async () => {
    const namespace = await without(...names);
    const ofOthers = { OneInstant: datetime, TwoInstant: datetime, ThreeInstant: datetime };
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: ofOthers });
    await expect(registerAttributes(connection, namespace)).rejects.toThrow('cannot have more than 3');
    expect([...(await whichRegistered(connection, namespace))]).toEqual(names.filter((name) => name !== 'TenureNextDueAt'));
  });

  it('are unknown where the namespace is', async () => {
    await expect(whichRegistered(connection, 'nobody-made-this-one')).rejects.toThrow('not found');
  });
});
