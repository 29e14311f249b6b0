import { randomUUID } from 'node:crypto';
import { day } from '#domain';
import type { Ports } from '#providers';
import { confirmation, testEngine, type TestEngine } from '#testing';
import { Vault } from '#vault';
import { createEffects } from '../effects';

let test: TestEngine;
let vault: Vault;
beforeAll(async () => {
  test = await testEngine();
  vault = new Vault(test.keys);
});
afterAll(() => test?.close());

const sealedOf = (subjectId: string) =>
  test.database.query<{ dataClass: string }>(
    'SELECT data_class AS "dataClass" FROM vault.subject_keys WHERE subject_id = $1 ORDER BY data_class',
    [subjectId],
  );

describe('what people wrote in an approval that no process waits for', () => {
  it('is erased on its day, with a receipt each, and moves nothing that a caller sees', async () => {
    const [manager, admin, requestedBy] = [randomUUID(), randomUUID(), randomUUID()];
    const two = confirmation(test);
    const { approvalId } = await two.ask(await two.company([admin]), { requestedBy, managers: [manager] });
    const streamId = `approval:${approvalId}`;
    const { subjectId, revision } = (await test.engine.read(streamId))!;
    await vault.insert(
      test.database,
      ['context', 'reasons'].map((dataClass) => ({
        ...{ rowId: randomUUID(), subjectId: subjectId!, dataClass, field: dataClass },
        value: 'Canary wrote this',
      })),
    );
    expect(await sealedOf(subjectId!)).toEqual([{ dataClass: 'context' }, { dataClass: 'reasons' }]);

    await test.advance(3 * day);
    await test.engine.fireDeadline(streamId, 'ExpireApproval');
    await test.engine.fireDeadline(streamId, 'EndRetention');
    expect(await test.engine.readControl(streamId)).toMatchObject({ status: 'expired', finished: false, owed: [{ kind: 'tellOfLapse' }] });
    await test.advance(30 * day);
    await test.engine.fireDeadline(streamId, 'EndRetention');
    const effect = (await test.engine.readControl(streamId))!.owed.find(({ kind }) => kind === 'eraseApproval');
    expect(effect).toMatchObject({ kind: 'eraseApproval' });
    const effects = createEffects({
      engine: test.engine,
      transaction: (work) => test.database.transaction(work),
      documentOf: async () => undefined,
      rolesOf: async () => [],
      registrationsJoining: () => Promise.resolve([]),
      casesOf: () => Promise.resolve([]),
      rights: { accounts: () => Promise.resolve([]), roles: () => Promise.resolve([]) },
      vault,
      // No provider is called here.
      ...({} as Ports),
    });
    await effects['eraseApproval']!(effect!.effectId);

    expect(await sealedOf(subjectId!)).toEqual([]);
    const receipts = await test.database.query('SELECT data_class, rows FROM vault.erasures WHERE subject_id = $1 ORDER BY data_class', [
      subjectId,
    ]);
    expect(receipts).toEqual([
      { data_class: 'context', rows: 1 },
      { data_class: 'reasons', rows: 1 },
    ]);
    expect(await test.engine.readControl(streamId)).toMatchObject({ status: 'expired', finished: true, deadlines: [], owed: [] });
    expect((await test.engine.read(streamId))!.revision).toBe(revision + 1);
  });
});
