import { day, processes, type Approval, type Deregistration } from '#domain';
import type { BegunEffect } from '#engine';
import { createEffects } from './effects';

const subject = { accountId: 'a', subjectId: 's', phoneId: 'p' };
const purge = { receipts: {}, blocked: {}, retries: {} };
const coolingOff: Deregistration = {
  status: 'cooling_off',
  ...subject,
  coolingOffEndsAt: 14 * day,
  reminderAts: [7 * day, 13 * day],
  reminded: 2,
};
const retained: Deregistration = {
  status: 'retained',
  ...subject,
  ...purge,
  directoryEndsAt: 44 * day,
  phoneFreeAt: 45 * day,
  directoryEnded: true,
};

const task = (taskId: string, assignee: string) => ({ taskId, assignee });
const approval: Approval = {
  status: 'pending',
  matter: { type: 'document-export', id: 'm' },
  companyId: 'c',
  policyId: 'two-confirmations',
  requestedBy: 'requester',
  subjectId: 's',
  slots: [
    { selector: { kind: 'manager' }, need: 'any', tasks: [task('1.1', 'manager'), task('1.2', 'both')] },
    { selector: { kind: 'role', role: 'it-admin' }, need: 'any', tasks: [task('2.1', 'admin'), task('2.2', 'both')] },
  ],
  remindAts: [],
  reminded: 0,
  expiresAt: 3 * day,
  taken: {},
  decided: {},
};

/** Performs one effect of a process in this state; returns what reached the outside and the command it ended with. */
async function performed(kind: string, state: unknown, phone = '+8613800138000', n = 1) {
  const asked: Record<string, unknown>[] = [];
  let finished: unknown;
  const process = { ...subject, id: 'the-process', state };
  const effects = createEffects({
    engine: {
      begin: async (effectId, begunKind) => ({
        begun: { effectId, kind: begunKind, n, attempts: 1, process } as unknown as BegunEffect,
      }),
      finish: async (_, command) => void (finished = command),
      fail: async () => undefined,
      release: async () => undefined,
    },
    transaction: (work) => work({ query: (_, [ids] = []) => Promise.resolve(peopleOf(ids as string[])) as never }),
    vault: {
      open: async (_, request) => (asked.push({ ...request }), phone === 'gone' ? undefined : { phone }),
      erase: async (_, request) => (asked.push({ ...request }), { rows: 2 }),
    },
    messaging: { send: async (message) => void asked.push({ ...message }) },
    holders: { purge: async (request) => (asked.push({ ...request }), { items: 3 }) },
  });
  await effects[kind]!('effect-1');
  return { asked, finished };
}

/** As the table of principals answers; `admin` has no row there. */
const peopleOf = (ids: string[]) =>
  ids.filter((id) => id !== 'admin').map((principalId) => ({ principalId, externalId: `user:${principalId}-outside` }));

describe('the effects', () => {
  it('cover everything that a deregistration or an approval ever owes', () => {
    const { owed } = processes.deregistration;
    const done = { at: 0, items: 0 };
    const receipts = { releasePhone: done, eraseDirectoryEntry: done };
    const steps = [
      'revokeSessions',
      'refundWallet',
      'deleteChats',
      'deleteEvidence',
      'unbindDevices',
      'cutCompanyTies',
      'eraseProfile',
    ] as const;
    const purging = steps.map((step): Deregistration => {
      const others = Object.fromEntries(steps.filter((name) => name !== step).map((name) => [name, done]));
      return { status: 'purging', ...subject, ...purge, receipts: others };
    });
    const states: Deregistration[] = [coolingOff, { status: 'revoked', ...subject }, ...purging, retained, { ...retained, receipts }];
    const kinds = new Set([...states.flatMap((state) => owed(state)), ...processes.approval.owed(approval)].map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual(Object.keys(createEffects({} as never)).toSorted());
  });

  it('send a message with its date to the phone from the vault, and say why it was opened', async () => {
    const { asked, finished } = await performed('confirmDeregistration', coolingOff);
    expect(asked).toEqual([
      { subjectId: 's', dataClass: 'contact', fields: ['phone'], actor: 'tenure:effect', purpose: 'confirmDeregistration' },
      {
        channel: 'sms',
        to: '+8613800138000',
        text: 'You asked us to delete your account. It is frozen now and will be deleted on 15 January 1970 at 00:00 UTC. Until then you can undo this from this phone.',
        idempotencyKey: 'effect-1',
      },
    ]);
    expect(finished).toBeUndefined();
  });

  it.each([
    ['remindOfCoolingOff', coolingOff, 'will be deleted on 15 January 1970 at 00:00 UTC'],
    ['confirmRevocation', { status: 'revoked' }, 'has been undone'],
    [
      'confirmPurge',
      retained,
      'goes on 14 February 1970 at 00:00 UTC; this phone number can register again from 15 February 1970 at 00:00 UTC',
    ],
  ])('%s tells what is true in its state', async (kind, state, words) => {
    expect((await performed(kind, state)).asked.at(-1)).toMatchObject({ text: expect.stringContaining(words) as string });
  });

  it.each(['confirmDeregistration', 'remindOfCoolingOff', 'confirmRevocation', 'confirmPurge'])(
    '%s opens and sends nothing once the process has moved on',
    async (kind) => {
      expect((await performed(kind, { status: 'closed' })).asked).toEqual([]);
    },
  );

  it('send nothing where no number is left', async () => {
    const { asked, finished } = await performed('confirmRevocation', { status: 'revoked' }, 'gone');
    expect(asked.map(({ to }) => to)).toEqual([undefined]);
    expect(finished).toBeUndefined();
  });

  it('purge at the holder of the data by the name of the step, and bring the receipt', async () => {
    const { asked, finished } = await performed('deleteChats', {});
    expect(asked).toEqual([{ step: 'deleteChats', accountId: 'a', idempotencyKey: 'effect-1' }]);
    expect(finished).toEqual({ type: 'RecordPurgeStep', step: 'deleteChats', result: { done: true, items: 3 } });
  });

  it.each([
    ['eraseProfile', 'profile'],
    ['eraseDirectoryEntry', 'directory'],
    ['destroyKeys', 'contact'],
  ])('%s erases the class %s from the vault', async (step, dataClass) => {
    const { asked, finished } = await performed(step, {});
    expect(asked).toEqual([{ subjectId: 's', dataClass, effectId: 'effect-1' }]);
    expect(finished).toEqual({ type: 'RecordPurgeStep', step, result: { done: true, items: 2 } });
  });

  it('tell each person who is still waited for, once, by the id he has outside and a key of his own', async () => {
    const { asked, finished } = await performed('tellApprovers', approval);
    const text = 'The export of a document waits for your decision until 4 January 1970 at 00:00 UTC. Approval the-process.';
    expect(asked).toEqual([
      { channel: 'notice', to: 'user:manager-outside', text, idempotencyKey: 'effect-1:manager' },
      { channel: 'notice', to: 'user:both-outside', text, idempotencyKey: 'effect-1:both' },
    ]);
    expect(finished).toBeUndefined();
  });

  it('remind only those who have something left to decide, and nobody once it is over', async () => {
    const decided = { '1.2': { verdict: 'approve' as const, at: 0 } };
    const { asked } = await performed('tellApprovers', { ...approval, slots: approval.slots, decided: { '2.1': decided['1.2'] } }, '', 2);
    expect(asked.map(({ to, text }) => [to, String(text).slice(0, 12)])).toEqual([
      ['user:manager-outside', 'Reminder: Th'],
      ['user:both-outside', 'Reminder: Th'],
    ]);
    expect((await performed('tellApprovers', { ...approval, decided })).asked).toEqual([]);
    expect((await performed('tellApprovers', { ...approval, status: 'withdrawn' })).asked).toEqual([]);
  });

  it('end the sessions at once, and no rule asks how many there were', async () => {
    expect(await performed('endSessions', coolingOff)).toEqual({
      asked: [{ step: 'endSessions', accountId: 'a', idempotencyKey: 'effect-1' }],
      finished: undefined,
    });
  });
});
