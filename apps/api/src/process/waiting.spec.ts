import { Logger } from '@nestjs/common';
import { Waiting } from './waiting';
import { WaitingRooms } from './waiting-rooms';

/** A read model with one status for every stream, which counts its queries. */
function readModel(status: string) {
  const model = { status, asked: [] as string[][], broken: false, hangs: false };
  const query = (_sql: string, [ids]: [string[]]) => {
    model.asked.push(ids);
    if (model.hangs) return new Promise(() => undefined);
    return model.broken
      ? Promise.reject(new Error('away'))
      : Promise.resolve(ids.map((streamId) => ({ streamId, status: model.status, revision: 1 })));
  };
  return { model, waiting: new Waiting({ query } as never, new WaitingRooms()) };
}

describe('waiting for a process', () => {
  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** Returns whether it has settled, without waiting. */
  function watch(promise: Promise<void>) {
    const watched = { settled: false };
    void promise.then(() => (watched.settled = true));
    return watched;
  }

  it('ends when it has left its passing state', async () => {
    const { model, waiting } = readModel('purging');
    const waited = watch(waiting.until('deregistration:1', ['purging'], 5_000));
    await jest.advanceTimersByTimeAsync(450);
    expect(waited.settled).toBe(false);
    model.status = 'retained';
    await jest.advanceTimersByTimeAsync(50);
    expect(waited.settled).toBe(true);
  });

  it('ends soon after a process that acts at once has left its passing state, and asks less often after a while', async () => {
    const { model, waiting } = readModel('activating');
    const waited = watch(waiting.until('registration:1', ['activating'], 30_000));
    await jest.advanceTimersByTimeAsync(30);
    model.status = 'active';
    await jest.advanceTimersByTimeAsync(10);
    expect(waited.settled).toBe(true);
    model.status = 'activating';
    void waiting.until('registration:1', ['activating'], 30_000);
    await jest.advanceTimersByTimeAsync(1_000);
    const asked = model.asked.length;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(model.asked.length - asked).toBe(20);
    waiting.beforeApplicationShutdown();
  });

  it('does not wait longer because others have waited for long', async () => {
    const { model, waiting } = readModel('activating');
    void waiting.until('registration:1', ['activating'], 30_000);
    await jest.advanceTimersByTimeAsync(1_005);
    const asked = model.asked.length;
    void waiting.until('registration:2', ['activating'], 30_000);
    await jest.advanceTimersByTimeAsync(40);
    expect(model.asked.length - asked).toBeGreaterThanOrEqual(4);
    waiting.beforeApplicationShutdown();
  });

  it('asks no more often the more callers there are', async () => {
    const { model, waiting } = readModel('activating');
    for (let n = 0; n < 40; n += 1) {
      void waiting.until(`registration:${n}`, ['activating'], 30_000);
      await jest.advanceTimersByTimeAsync(25);
    }
    expect(model.asked.length).toBeLessThanOrEqual(30);
    waiting.beforeApplicationShutdown();
  });

  it('ends when its time is up', async () => {
    const { waiting } = readModel('purging');
    const waited = watch(waiting.until('deregistration:1', ['purging'], 1_000));
    await jest.advanceTimersByTimeAsync(999);
    expect(waited.settled).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(waited.settled).toBe(true);
  });

  it('ends when the caller is gone', async () => {
    const { waiting } = readModel('purging');
    const gone = new AbortController();
    const waited = watch(waiting.until('deregistration:1', ['purging'], 30_000, gone.signal));
    gone.abort();
    await jest.advanceTimersByTimeAsync(0);
    expect(waited.settled).toBe(true);
  });

  it('asks once for all callers, and not at all without callers', async () => {
    const { model, waiting } = readModel('purging');
    const waits = [1, 2, 3].flatMap((n) => [
      waiting.until(`deregistration:${n}`, ['purging'], 1_000),
      waiting.until(`deregistration:${n}`, ['purging'], 1_000),
    ]);
    await jest.advanceTimersByTimeAsync(50);
    expect(model.asked).toEqual([['deregistration:1', 'deregistration:2', 'deregistration:3']]);
    await jest.advanceTimersByTimeAsync(1_000);
    await Promise.all(waits);
    const asked = model.asked.length;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(model.asked.length).toBeLessThanOrEqual(asked + 1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('goes on when the database is away for a while', async () => {
    const { model, waiting } = readModel('retained');
    model.broken = true;
    const waited = watch(waiting.until('deregistration:1', ['purging'], 5_000));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(waited.settled).toBe(false);
    model.broken = false;
    await jest.advanceTimersByTimeAsync(50);
    expect(waited.settled).toBe(true);
  });

  it('does not hang with a question that is not answered: it is asked again', async () => {
    const { model, waiting } = readModel('retained');
    model.hangs = true;
    const waited = watch(waiting.until('deregistration:1', ['purging'], 30_000));
    await jest.advanceTimersByTimeAsync(10_000);
    model.hangs = false;
    expect([model.asked.length, waited.settled]).toEqual([1, false]);
    await jest.advanceTimersByTimeAsync(5_200);
    expect(waited.settled).toBe(true);
  });

  it('tells how old its last answer is, and that it is late, while somebody waits', async () => {
    const { model, waiting } = readModel('purging');
    expect([waiting.age, waiting.isLate]).toEqual([0, false]);
    model.hangs = true;
    void waiting.until('deregistration:1', ['purging'], 100_000);
    await jest.advanceTimersByTimeAsync(44_000);
    expect([waiting.age, waiting.isLate]).toEqual([44, false]);
    await jest.advanceTimersByTimeAsync(2_000);
    expect([waiting.age, waiting.isLate]).toEqual([46, true]);
    model.hangs = false;
    await jest.advanceTimersByTimeAsync(15_200);
    expect([waiting.age, waiting.isLate]).toEqual([expect.closeTo(0, 0), false]);
    waiting.beforeApplicationShutdown();
    await jest.advanceTimersByTimeAsync(100);
    expect([waiting.age, jest.getTimerCount()]).toEqual([0, 0]);
  });

  it('has room for a thousand, and for none once the API shuts down', async () => {
    const { waiting } = readModel('purging');
    const waits = Array.from({ length: 1_000 }, (_, n) => waiting.until(`deregistration:${n}`, ['purging'], 30_000));
    expect(waiting.hasRoom()).toBe(false);
    waiting.beforeApplicationShutdown();
    await Promise.all(waits);
    expect(waiting.hasRoom()).toBe(false);
  });
});
