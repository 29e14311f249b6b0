import { etagOf, ifMatchOf, waitSeconds } from './preferences';

describe('Prefer', () => {
  it.each([
    ['wait=5', 5],
    ['respond-async, wait=10', 10],
    ['WAIT = 7', 7],
    ['wait="3"', 3],
    ['wait=0', 0],
    ['wait=31', 30],
    ['wait=999999', 30],
  ])('%p waits for %d seconds', (header, seconds) => {
    expect(waitSeconds(header)).toBe(seconds);
  });

  it.each([undefined, '', 'wait', 'wait=-1', 'wait=soon', 'waiting=5', 'wait=5.5'])('%p is ignored', (header) => {
    expect(waitSeconds(header)).toBeUndefined();
  });
});

describe('If-Match', () => {
  it('is the ETag of an answer', () => {
    expect(ifMatchOf(etagOf(12))).toBe(12);
  });

  it.each([undefined, '*'])('%p asks for no version', (header) => {
    expect(ifMatchOf(header)).toBeUndefined();
  });

  it.each(['W/"1"', '"1", "2"', '1', '""', '"one"', '"1', '"99999999999"', ['"1"', '"2"']])('%p is refused', (header) => {
    expect(() => ifMatchOf(header)).toThrow('if-match-invalid');
  });
});
