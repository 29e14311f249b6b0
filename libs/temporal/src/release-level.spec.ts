import { identityOf } from '#temporal';
import { Pollers } from './release-level';

const former = '4711@host';
const own = identityOf(2);
const second = 1_000;

/** The level of one who can replay `most`, after these answers: the instant and who was listed. */
function levelAfter(answers: readonly [number, readonly string[]][], most = 2, now = answers.at(-1)?.[0] ?? 0): number | undefined {
  const pollers = new Pollers();
  for (const [at, identities] of answers) pollers.hear(identities, at);
  return pollers.level(most, now);
}

describe('the level that all workers can replay', () => {
  it('is not known before an answer, nor when the last one is old', () => {
    expect(levelAfter([])).toBeUndefined();
    expect(levelAfter([[0, [own]]], 2, 40 * second)).toBe(2);
    expect(levelAfter([[0, [own]]], 2, 40 * second + 1)).toBeUndefined();
  });

  it.each<[string, string[], number]>([
    ['nobody', [], 2],
    ['the same release', [own, `1@other tenure-worker/2`], 2],
    ['a newer release', [own, '1@host tenure-worker/3'], 2],
    ['release 0.1.0', [own, former], 1],
    ['a newer release and release 0.1.0', ['1@host tenure-worker/3', former], 1],
    ['a worker without a name', [own, ''], 1],
    ['a stranger who says a word of ours', [own, 'tenure-worker/2 but not at the end'], 1],
    ['a level that is none', [own, '1@host tenure-worker/0', '1@host tenure-worker/-1'], 1],
  ])('beside %s', (_, identities, level) => {
    expect(levelAfter([[0, identities]])).toBe(level);
  });

  it('is for the next release that of this one, as long as both poll', () => {
    expect(levelAfter([[0, [own, '1@host tenure-worker/3']]], 3)).toBe(2);
    expect(levelAfter([[0, ['1@host tenure-worker/3']]], 3)).toBe(3);
  });

  it('is the lowest for who keeps workflows for release 0.1.0, whoever polls, and without an answer', () => {
    expect(levelAfter([], 1)).toBe(1);
    expect(levelAfter([[0, [own]]], 1)).toBe(1);
  });

  it('stays until the answers of a minute have lacked a worker: a restarted Temporal has forgotten who polls', () => {
    const gone: [number, string[]][] = [
      [0, [own, former]],
      [10 * second, [own]],
    ];
    expect(levelAfter([...gone, [69 * second, [own]]])).toBe(1);
    expect(levelAfter([...gone, [70 * second, [own]]])).toBe(2);
    const back: [number, string[]][] = [...gone, [60 * second, [own, former]], [70 * second, [own]]];
    expect(levelAfter([...back, [129 * second, [own]]])).toBe(1);
    expect(levelAfter([...back, [130 * second, [own]]])).toBe(2);
  });

  it('counts no time in which Temporal did not answer', () => {
    const away: [number, string[]][] = [
      [0, [own, former]],
      [3_600 * second, [own]],
    ];
    expect(levelAfter(away)).toBe(1);
  });
});
