import { z } from 'zod';
import { Answers } from './answers';
import { Call } from './call';

class Doors {
  @Answers(z.strictObject({ state: z.enum(['open', 'closed']) }))
  show(answer: unknown, _call?: Call): unknown {
    return answer;
  }

  @Answers(z.array(z.strictObject({ state: z.enum(['open', 'closed']) })))
  list(...answers: unknown[]): Promise<unknown> {
    return Promise.resolve(answers);
  }
}

/** What goes out of a route for this answer; `replays`: it was recorded by an earlier call. */
async function goesOut(answer: unknown, { replays }: { replays?: boolean } = {}): Promise<unknown> {
  if (replays === undefined) return new Doors().show(answer);
  const call = Object.create(Call.prototype, { replays: { value: replays } }) as Call;
  return new Doors().show(answer, call);
}

describe('an answer', () => {
  it('that fits its contract goes out', async () => {
    expect(await goesOut({ state: 'open' })).toEqual({ state: 'open' });
    expect(await goesOut({ state: 'open' }, { replays: false })).toEqual({ state: 'open' });
  });

  it.each([
    ['holds a word that the contract does not name', { state: 'ajar' }],
    ['holds a field that the contract does not name', { state: 'open', phone: '+8613800138000' }],
    ['lacks a field', {}],
  ])('that %s does not go out', async (_, answer) => {
    await expect(goesOut(answer, { replays: false })).rejects.toBeDefined();
    await expect(goesOut(answer)).rejects.toBeDefined();
  });

  it('that a newer release has recorded goes out as it is', async () => {
    expect(await goesOut({ state: 'ajar' }, { replays: true })).toEqual({ state: 'ajar' });
  });

  it('that is a list goes out if each of its items fits', async () => {
    expect(await new Doors().list({ state: 'open' }, { state: 'closed' })).toEqual([{ state: 'open' }, { state: 'closed' }]);
    await expect(new Doors().list({ state: 'open' }, { state: 'ajar' })).rejects.toBeDefined();
  });

  it('that does not fit shows none of its values', async () => {
    await expect(goesOut({ state: 'open', phone: '+8613800138000' })).rejects.toThrow(/^an answer does not fit its contract$/);
  });
});
