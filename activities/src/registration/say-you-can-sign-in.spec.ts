import type { BegunEffect } from '#engine';
import type { Services } from '../effect';
import { sayYouCanSignIn } from './say-you-can-sign-in';

const begun = {
  effectId: 'a',
  kind: 'sayYouCanSignIn',
  process: { id: 'r', now: 5, subjectId: 's', state: { status: 'active', accountId: 'account' } },
} as unknown as BegunEffect;

/** What happens, in its order, where the provider answers so. */
async function happens(send: () => Promise<void>, more: Partial<Services> = {}): Promise<unknown[]> {
  const done: unknown[] = [];
  const services = {
    engine: { read: async () => ({ subjectId: 's', state: { status: 'living' } }) },
    transaction: async (work: (tx: object) => unknown) => work({}),
    vault: { open: async () => ({ phone: '+8613800138000' }) },
    messaging: { send: async () => (await send(), void done.push('sent')) },
    registered: async ({ id }: { id: string }) => void done.push(`counted ${id}`),
    ...more,
  } as unknown as Services;
  await sayYouCanSignIn.act(begun, services).catch((error: Error) => done.push(error.message));
  return done;
}

describe('the message that somebody can sign in', () => {
  it('counts how long the registration took, once it is sent (R11)', async () => {
    expect(await happens(async () => undefined)).toEqual(['sent', 'counted r']);
    expect(await happens(() => Promise.reject(new Error('away')))).toEqual(['away']);
  });

  it('needs nobody who counts', async () => {
    expect(await happens(async () => undefined, { registered: undefined as never })).toEqual(['sent']);
  });
});
