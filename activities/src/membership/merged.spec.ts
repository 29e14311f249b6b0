import type { Services } from '../effect';
import { endMergedSessions } from './end-merged-sessions';
import { endWithMerge } from './end-with-merge';
import { eraseMerged } from './erase-merged';

const closed = { effectId: 'effect', kind: 'any', n: 1, process: { id: 'closed', subjectId: 'subject', state: { status: 'merged' } } };
type Act = Parameters<typeof endWithMerge.act>;
const of = (services: object) => [closed, services] as unknown as Act;

/** Registrations that join with the closed account, by their states. */
const joining = (states: Readonly<Record<string, string>>, sent: unknown[] = []) => ({
  sent,
  registrationsJoining: (_: string, after: string | undefined, limit: number) =>
    Promise.resolve(
      Object.keys(states)
        .filter((id) => after === undefined || id > after)
        .slice(0, limit),
    ),
  engine: {
    read: (streamId: string) => Promise.resolve({ state: { status: states[streamId.slice('registration:'.length)]! } }),
    sendFromEffect: (...what: unknown[]) => Promise.resolve(void sent.push(what)),
  },
});

describe('after a merge (R17)', () => {
  it('the open registrations that join with the closed account end, and no other one', async () => {
    const services = joining({ r1: 'draft', r2: 'active', r3: 'awaiting_approval', r4: 'withdrawn', r5: 'merged' });
    expect(await endWithMerge.act(...of(services))).toBeUndefined();
    const command = { type: 'EndWithMerge', accountId: 'closed' };
    expect(services.sent).toEqual(['r1', 'r3'].map((id) => ['effect', { process: 'registration', id }, command]));
  });

  it('so many that they do not fit into a lease are ended in further tries', async () => {
    const ids = Array.from({ length: 101 }, (_, i) => `r${String(i).padStart(3, '0')}`);
    const services = joining(Object.fromEntries(ids.map((id) => [id, 'draft'])));
    expect(await endWithMerge.act(...of(services))).toBe('pending');
    expect(services.sent).toHaveLength(100);
  });

  it('it is signed out everywhere, under the key of the effect', async () => {
    const purge = jest.fn().mockResolvedValue({ items: 1 });
    await endMergedSessions.act(...of({ dataHolders: { purge } }));
    expect(purge).toHaveBeenCalledWith({ step: 'endSessions', accountId: 'closed', idempotencyKey: 'effect' });
  });

  it('what it has sealed is erased with its keys on its day, and its public id stays', async () => {
    const erase = jest.fn().mockResolvedValue({ rows: 2 });
    const forget = jest.fn();
    const query = jest.fn().mockResolvedValue([]);
    const services = { transaction: (work: (tx: unknown) => unknown) => work({ query }), vault: { erase, forget } } as unknown as Services;
    await eraseMerged.act(...of(services));
    const classes = (erase.mock.calls as [unknown, { dataClass: string }][]).map(([, { dataClass }]) => dataClass);
    expect(classes).toEqual(['contact', 'profile', 'directory', 'reasons']);
    expect(forget).not.toHaveBeenCalled();
  });
});
