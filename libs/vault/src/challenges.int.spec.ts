import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '#event-store';
import { freshDatabase, type FreshDatabase } from '#testing';
import { Challenges, counterWithin, ownersCounter, type NewChallenge } from './challenges';

const minute = 60_000;
const day = 24 * 60 * minute;
const noon = Date.UTC(2031, 4, 6, 12, 0, 0, 123);

const connections = 12;

let fresh: FreshDatabase;
let database: Database;
const challenges = new Challenges();

beforeAll(async () => {
  fresh = await freshDatabase();
  database = await openDatabase({ url: fresh.url, applicationName: 'challenges-spec', poolSize: connections });
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

const challengeTo = (key: string, createdAt = noon, more: Partial<NewChallenge> = {}): NewChallenge => ({
  challengeId: randomUUID(),
  purpose: 'deregistration-revocation',
  kind: 'phone',
  key,
  createdAt,
  expiresAt: createdAt + 10 * minute,
  ...more,
});

async function inserted(challenge: NewChallenge): Promise<NewChallenge> {
  await database.transaction((tx) => challenges.insert(tx, challenge));
  return challenge;
}
const lock = (challengeId: string) => database.transaction((tx) => challenges.lock(tx, challengeId));
const wholeHistory = (key: string, since: number, purpose = 'deregistration-revocation', counter?: string) =>
  database.transaction((tx) => challenges.history(tx, key, purpose, since, counter));
const history = async (...asked: Parameters<typeof wholeHistory>) => {
  const { codes: _codes, ...counted } = await wholeHistory(...asked);
  return counted;
};
const historyOf = (key: string, counter: string) => history(key, noon - day, undefined, counter);
const note = (challengeId: string, change: 'failed' | 'consumed', counter?: string) =>
  database.transaction((tx) => challenges.note(tx, challengeId, change, noon, counter));

describe('a stored challenge', () => {
  it('is read as it was inserted, to the millisecond', async () => {
    const bound = { identifierId: randomUUID(), boundTo: `deregistration:${randomUUID()}` };
    const { challengeId, ...challenge } = await inserted(challengeTo(randomUUID(), noon, bound));
    expect(await lock(challengeId)).toEqual({ ...challenge, failures: 0, consumed: false, sent: false });
  });

  it('has no identifier and no process if none was named', async () => {
    const { challengeId, ...challenge } = await inserted(challengeTo(randomUUID()));
    expect(await lock(challengeId)).toStrictEqual({ ...challenge, failures: 0, consumed: false, sent: false });
  });

  it('that was never made is not found', async () => {
    expect(await lock(randomUUID())).toBeUndefined();
  });

  it('is the newest one of its identifier, purpose and process, or there is none', async () => {
    const key = randomUUID();
    const ours = { purpose: 'registration-phone', boundTo: randomUUID(), identifierId: randomUUID() };
    await inserted(challengeTo(key, noon, ours));
    const { challengeId } = await inserted(challengeTo(key, noon + 1, ours));
    await inserted(challengeTo(key, noon + 2, { ...ours, boundTo: randomUUID() }));
    await inserted(challengeTo(key, noon + 2, { ...ours, identifierId: randomUUID() }));
    await inserted(challengeTo(key, noon + 2, { ...ours, purpose: 'identifier-check' }));
    await inserted(challengeTo(randomUUID(), noon + 2, ours));
    expect(await challenges.newest(database, { key, ...ours })).toBe(challengeId);
    expect(await challenges.newest(database, { key, ...ours, boundTo: randomUUID() })).toBeUndefined();
  });

  it('counts failures, and is consumed and sent once', async () => {
    const { challengeId } = await inserted(challengeTo(randomUUID()));
    await note(challengeId, 'failed');
    await note(challengeId, 'failed');
    expect(await lock(challengeId)).toMatchObject({ failures: 2, consumed: false, sent: false });
    await note(challengeId, 'consumed');
    await challenges.markSent(database, challengeId);
    expect(await lock(challengeId)).toMatchObject({ failures: 2, consumed: true, sent: true });
  });

  it('lets one caller judge at a time: fifty tries, twelve of them at once, count fifty', async () => {
    const { challengeId } = await inserted(challengeTo(randomUUID()));
    const fails = () =>
      database.transaction(async (tx) => {
        const { failures } = (await challenges.lock(tx, challengeId))!;
        await challenges.note(tx, challengeId, 'failed', noon);
        return failures;
      });
    const seen: number[] = [];
    const tries = Array.from({ length: 50 }, () => fails).values();
    // No more at once than connections: on a busy machine a waiting one would exceed the limit of the pool.
    const lane = async () => {
      for (const attempt of tries) seen.push(await attempt());
    };
    await Promise.all(Array.from({ length: connections }, lane));
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });
});

describe('the history of an identifier', () => {
  it('returns the codes sent after an instant, oldest first, of this identifier only', async () => {
    const key = randomUUID();
    for (const at of [noon, noon - day, noon - day + 1]) await inserted(challengeTo(key, at));
    await inserted(challengeTo(randomUUID()));
    expect(await history(key, noon - day)).toEqual({ sentAt: [noon - day + 1, noon], failuresToday: 0 });
    expect(await history(randomUUID(), noon - day)).toEqual({ sentAt: [], failuresToday: 0 });
  });

  it('adds up the failures of all codes: a new code does not reset the counter', async () => {
    const key = randomUUID();
    const first = await inserted(challengeTo(key, noon - minute));
    const second = await inserted(challengeTo(key));
    for (const { challengeId } of [first, first, second]) await note(challengeId, 'failed');
    expect((await history(key, noon - day)).failuresToday).toBe(3);
  });

  it('counts failures of a code that was sent before the instant but still valid after it', async () => {
    const key = randomUUID();
    const early = await inserted(challengeTo(key, noon - day - minute));
    const gone = await inserted(challengeTo(key, noon - day - 10 * minute));
    for (const { challengeId } of [early, gone]) await note(challengeId, 'failed');
    expect(await history(key, noon - day)).toEqual({ sentAt: [], failuresToday: 1 });
  });

  it('counts one purpose: codes and failures of another purpose do not change it', async () => {
    const key = randomUUID();
    const { challengeId } = await inserted(challengeTo(key, noon, { purpose: 'registration-phone' }));
    await note(challengeId, 'failed');
    expect(await history(key, noon - day)).toEqual({ sentAt: [], failuresToday: 0 });
    expect(await history(key, noon - day, 'registration-phone')).toEqual({ sentAt: [noon], failuresToday: 1 });
  });

  it('lets one caller count at a time: of ten sends at once with a limit of three, three succeed', async () => {
    const key = randomUUID();
    const send = (n: number) =>
      database.transaction(async (tx) => {
        const { sentAt } = await challenges.history(tx, key, 'deregistration-revocation', noon - day);
        if (sentAt.length >= 3) return false;
        await challenges.insert(tx, challengeTo(key, noon + n));
        return true;
      });
    const sent = await Promise.all(Array.from({ length: 10 }, (_, n) => send(n)));
    expect(sent.filter(Boolean)).toHaveLength(3);
    expect((await history(key, noon - day)).sentAt).toHaveLength(3);
  });
});

describe('a counter', () => {
  it('has its own codes and misses, beside those of all clients together', async () => {
    const key = randomUUID();
    const one = await inserted(challengeTo(key, noon - 1, { counter: 'client:a' }));
    await inserted(challengeTo(key, noon, { counter: 'client:b' }));
    for (const counter of ['client:b', 'client:b', 'client:a']) await note(one.challengeId, 'failed', counter);
    const ofAll = { sentAt: [noon - 1, noon], failuresToday: 3 };
    expect(await historyOf(key, 'client:a')).toEqual({ sentAt: [noon - 1], failuresToday: 1, ofAll });
    expect(await historyOf(key, 'client:b')).toEqual({ sentAt: [noon], failuresToday: 2, ofAll });
    expect(await historyOf(key, 'client:c')).toEqual({ sentAt: [], failuresToday: 0, ofAll });
    expect(await history(key, noon - day)).toEqual(ofAll);
  });

  it('of one process is its own, and part of that of its client', async () => {
    const [key, mine, theirs] = [randomUUID(), randomUUID(), randomUUID()];
    const { challengeId } = await inserted(challengeTo(key, noon - 2, { counter: counterWithin('client:a', theirs) }));
    await inserted(challengeTo(key, noon - 1, { counter: 'client:a' }));
    await inserted(challengeTo(key, noon, { counter: counterWithin('client:ab', mine) }));
    await note(challengeId, 'failed', counterWithin('client:a', theirs));
    const ofAll = { sentAt: [noon - 2, noon - 1, noon], failuresToday: 1 };
    const ofClient = { sentAt: [noon - 2, noon - 1], failuresToday: 1 };
    expect(await historyOf(key, counterWithin('client:a', mine))).toEqual({ sentAt: [], failuresToday: 0, ofClient, ofAll });
    expect(await historyOf(key, counterWithin('client:a', theirs))).toEqual({ sentAt: [noon - 2], failuresToday: 1, ofClient, ofAll });
    expect(counterWithin(ownersCounter, mine)).toBe(ownersCounter);
  });

  it('of the owner is beside that of all clients: neither uses up the other', async () => {
    const key = randomUUID();
    const { challengeId } = await inserted(challengeTo(key, noon, { counter: ownersCounter }));
    await inserted(challengeTo(key, noon - 1, { counter: 'client:a' }));
    for (const counter of [ownersCounter, 'client:a', 'client:a']) await note(challengeId, 'failed', counter);
    expect(await historyOf(key, ownersCounter)).toEqual({ sentAt: [noon], failuresToday: 1 });
    expect(await historyOf(key, 'client:b')).toEqual({ sentAt: [], failuresToday: 0, ofAll: { sentAt: [noon - 1], failuresToday: 2 } });
  });

  it('that an older program knows nothing of counts for all clients, and for none of them', async () => {
    const key = randomUUID();
    const { challengeId } = await inserted(challengeTo(key));
    await note(challengeId, 'failed');
    expect(await historyOf(key, 'client:a')).toEqual({ sentAt: [], failuresToday: 0, ofAll: { sentAt: [noon], failuresToday: 1 } });
    expect(await historyOf(key, ownersCounter)).toEqual({ sentAt: [], failuresToday: 0 });
  });

  it('begins anew once it is released, for the purposes that are named; later misses count again', async () => {
    const key = randomUUID();
    const { challengeId } = await inserted(challengeTo(key, noon, { counter: 'client:a' }));
    const { challengeId: other } = await inserted(challengeTo(key, noon, { purpose: 'identifier-check', counter: 'client:a' }));
    for (const id of [challengeId, other]) await note(id, 'failed', 'client:a');
    const release = () => database.transaction((tx) => challenges.release(tx, key, ['deregistration-revocation'], noon));
    expect([await release(), await release()]).toEqual([1, 0]);
    expect(await historyOf(key, 'client:a')).toEqual({ sentAt: [], failuresToday: 0, ofAll: { sentAt: [], failuresToday: 0 } });
    expect(await history(key, noon - day, 'identifier-check', 'client:a')).toMatchObject({ sentAt: [noon], failuresToday: 1 });
    await note(challengeId, 'failed', 'client:a');
    expect(await historyOf(key, 'client:a')).toMatchObject({ sentAt: [], failuresToday: 1 });
    expect((await wholeHistory(key, noon - day)).codes).toMatchObject([{ challengeId, failures: 1, consumed: false }]);
  });
});

describe('housekeeping', () => {
  it('deletes challenges made before an instant, not at it', async () => {
    const key = randomUUID();
    const old = noon - 100 * day;
    await inserted(challengeTo(key, old - 1));
    const kept = await inserted(challengeTo(key, old));
    expect(await challenges.deleteOld(database, old, 1_000)).toBe(1);
    expect(await challenges.deleteOld(database, old, 1_000)).toBe(0);
    expect(await lock(kept.challengeId)).toBeDefined();
  });
});
