import { randomUUID } from 'node:crypto';
import type { BegunEffect } from '#engine';
import { testEngine, type TestEngine } from '#testing';
import { Vault } from '#vault';
import { commandOf, type Effect, type Services } from '../effect';
import { createDirectoryEntry } from './create-directory-entry';
import { eraseApplicant } from './erase-applicant';

let test: TestEngine;
beforeAll(async () => {
  test = await testEngine();
});
afterAll(() => test.close());

describe('the entry of a new account', () => {
  it('is sealed in a data class of its own, once however often it is tried, and goes with the applicant', async () => {
    const { database, keys } = test;
    const [vault, subjectId] = [new Vault(keys), randomUUID()];
    const value = (dataClass: string, field: string, text: string) => ({ rowId: randomUUID(), subjectId, dataClass, field, value: text });
    const told = [value('profile', 'name', 'Zhang Wei'), value('contact', 'phone', '+8613800138000')];
    await database.transaction((tx) => vault.insert(tx, told));
    const state = { status: 'activating', accountId: 'a', joining: { companyId: 'c', positionStreamId: 'p' } };
    const begun = { effectId: 'effect-1', kind: 'createDirectoryEntry', process: { subjectId, state } } as unknown as BegunEffect;
    const services = {
      engine: { read: async () => ({ state: { status: 'offered', positionId: 'sales' } }) as never },
      transaction: <T>(work: Parameters<typeof database.transaction<T>>[0]) => database.transaction(work),
      vault,
    };
    const outcomes = ['pending', 'pending', 'made'] as const;
    const asked: string[] = [];
    const addEntry = async ({ name, phone }: { name: string; phone: string }) => outcomes[asked.push(`${name} ${phone}`) - 1]!;
    const performed = (effect: Effect) => effect.act(begun, { ...services, directory: { addEntry } } as unknown as Services);
    for (let time = 0; time < 2; time += 1) expect(await performed(createDirectoryEntry)).toBe('pending');
    expect(commandOf(createDirectoryEntry, await performed(createDirectoryEntry), begun)).toEqual({
      type: 'RecordDirectoryEntry',
      outcome: 'made',
    });
    expect(asked).toEqual(Array(3).fill('Zhang Wei +8613800138000'));

    const look = { subjectId, dataClass: 'directory', fields: ['name', 'phone'], actor: 'test', purpose: 'test' };
    const open = () => database.transaction((tx) => vault.open(tx, look));
    expect(await open()).toEqual({ name: 'Zhang Wei', phone: '+8613800138000' });
    for (let time = 0; time < 2; time += 1)
      expect(commandOf(eraseApplicant, await performed(eraseApplicant), begun)).toEqual({ type: 'RecordErasure', items: 4 });
    expect(await open()).toBeUndefined();
  });
});
