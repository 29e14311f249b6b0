import { randomUUID } from 'node:crypto';
import type { BegunEffect } from '#engine';
import { testEngine, type TestEngine } from '#testing';
import { Vault } from '#vault';
import { commandOf, type Effect, type Services } from '../effect';
import { eraseApplicant } from '../registration/erase-applicant';
import { destroyKeys } from './destroy-keys';

let test: TestEngine;
beforeAll(async () => {
  test = await testEngine();
});
afterAll(() => test.close());

const services = () => {
  const { database, keys } = test;
  return { transaction: <T>(work: Parameters<typeof database.transaction<T>>[0]) => database.transaction(work), vault: new Vault(keys) };
};
/** What is recorded when an effect has been performed. */
const recorded = async (effect: Effect, begun: BegunEffect, given: object = services()) =>
  commandOf(effect, await effect.act(begun, given as Services), begun);
const begun = (process: object) => ({ effectId: `effect-${randomUUID()}`, process }) as unknown as BegunEffect;
const name = async (externalId: string) =>
  void (await test.database.query('INSERT INTO iam.principals (external_id) VALUES ($1)', [externalId]));
const known = async (...externalIds: string[]) => {
  const rows = await test.database.query<{ id: string }>('SELECT external_id AS id FROM iam.principals WHERE external_id = ANY($1)', [
    externalIds,
  ]);
  return externalIds.filter((wanted) => rows.some(({ id }) => id === wanted));
};
const sealPhone = async (subjectId: string) => {
  const phone = { rowId: randomUUID(), subjectId, dataClass: 'contact', field: 'phone', value: '+8613800138000' };
  await test.database.transaction((tx) => services().vault.insert(tx, [phone]));
};

describe('the public id of a person', () => {
  it('goes with the last key of the purge, counted once however often it is tried; no other id goes', async () => {
    const [accountId, other, subjectId] = [randomUUID(), randomUUID(), randomUUID()];
    const all = [`user:${accountId}`, `user:${other}`, `key:${accountId}`];
    for (const externalId of all) await name(externalId);
    await sealPhone(subjectId);
    const effect = begun({ subjectId, accountId });
    for (let time = 0; time < 2; time += 1)
      expect(await recorded(destroyKeys, effect)).toMatchObject({ step: 'destroyKeys', result: { done: true, items: 2 } });
    expect(await known(...all)).toEqual([`user:${other}`, `key:${accountId}`]);
    const receipts = await test.database.query('SELECT data_class, effect_id, rows FROM vault.erasures WHERE subject_id = $1 ORDER BY 1', [
      subjectId,
    ]);
    const { effectId } = effect;
    expect(receipts).toEqual([
      { data_class: 'contact', effect_id: effectId, rows: 1 },
      { data_class: 'principal', effect_id: effectId, rows: 1 },
    ]);
  });

  it('goes with an applicant without an account; that of a joining person stays', async () => {
    const [accountId, joins, subjectId] = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of [accountId, joins]) await name(`user:${id}`);
    await sealPhone(subjectId);
    const effect = begun({ subjectId, state: { status: 'rejected', accountId, joins } });
    for (let time = 0; time < 2; time += 1) expect(await recorded(eraseApplicant, effect)).toEqual({ type: 'RecordErasure', items: 2 });
    expect(await known(`user:${accountId}`, `user:${joins}`)).toEqual([`user:${joins}`]);
  });

  it('stays with all the rest if the erasure fails', async () => {
    const [accountId, subjectId] = [randomUUID(), randomUUID()];
    await name(`user:${accountId}`);
    await sealPhone(subjectId);
    const failing = {
      ...services(),
      vault: { forget: services().vault.forget.bind(services().vault), erase: () => Promise.reject(new Error('lost')) },
    };
    await expect(recorded(destroyKeys, begun({ subjectId, accountId }), failing)).rejects.toThrow('lost');
    expect(await known(`user:${accountId}`)).toEqual([`user:${accountId}`]);
  });
});
