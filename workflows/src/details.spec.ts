import { details, restingDetails } from './details';

const look = {
  ...{ version: 10, status: 'purge_blocked', ended: false, finished: false, rests: true, deadlines: [], owed: [] },
  troubles: [
    { kind: 'purge-blocked', ref: 'refundWallet', reason: 'open-dispute', goesOn: 'POST /v1/deregistrations/1/steps/refundWallet/retry' },
  ],
};
const line =
  'An operator is needed: **purge-blocked** (refundWallet), refused: `open-dispute`. It goes on with `POST /v1/deregistrations/1/steps/refundWallet/retry`.';
const sentence = 'a holder of data refused a step';

describe('what an operator reads of a process that needs them', () => {
  it('names step, reason and the call that goes on, also where the workflow has ended', () => {
    expect(restingDetails(look, sentence).split('\n\n').slice(0, 2)).toEqual([`**purge_blocked** (version 10): ${sentence}`, line]);
    expect(details(look, { sentence, performing: new Map(), looksAt: undefined }).split('\n\n')[1]).toBe(line);
  });

  it('is nothing of it in a look that says nothing', () => {
    const { troubles: _, ...earlier } = look;
    expect(restingDetails(earlier, sentence)).not.toContain('operator is needed');
  });
});

describe('what an operator reads of an effect that fails', () => {
  const at = Date.UTC(2026, 0, 2);
  const owed = [{ effectId: 'e', kind: 'createDirectoryEntry', attempts: 2, reason: 'answered-5xx', lastTryAt: at, nextTryAt: at + 2_000 }];
  const read = (performing: ReadonlyMap<string, string>) =>
    details({ ...look, troubles: [], owed }, { sentence, performing, looksAt: undefined });

  it('says that it may be old where an activity tries it, since tries do not make the workflow look', () => {
    expect(read(new Map([['e', 'createDirectoryEntry']]))).toContain(
      'the next is planned for 2026-01-02T00:00:02.000Z. That was when this workflow last looked: an activity of its own tries it',
    );
    expect(read(new Map())).not.toContain('last looked');
  });
});
