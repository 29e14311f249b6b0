import { callbackResult } from './callback-results';

const process = '00000000-0000-4000-8000-000000000001';
const event = '00000000-0000-8000-8000-000000000002';

describe('the reference of a callback', () => {
  it.each([
    ['with the event that it comes from', `registration:${process}:${event}:checkIdentity:2`],
    ['as an earlier release gave it, with a version', `registration:${process}:7:checkIdentity:2`],
  ])('is the id of an effect, %s', (_, reference) => {
    expect(callbackResult('identity-registry', { reference, outcome: 'confirmed' })).toEqual({
      effect: expect.objectContaining({ kind: 'checkIdentity' }) as unknown,
      effectId: reference,
      n: 2,
      answer: 'confirmed',
    });
  });

  it.each([`registration:${process}::checkIdentity:2`, `registration:${process}:${event}x:checkIdentity:2`])(
    'is nothing else: %s',
    (reference) => {
      expect(() => callbackResult('identity-registry', { reference, outcome: 'confirmed' })).toThrow('not-found');
    },
  );
});
