import { evaluate, isAlerting, isLateNight, type RiskSignals } from './evaluate';
import { riskPolicy, riskSteps, type RiskFactor } from './risk.policy';

const { draws, demands: rows } = riskPolicy;

/** The signals by which exactly this factor is present. */
const bringing: Record<RiskFactor, { signals: RiskSignals; lateNight: boolean }> = {
  'new-device': { signals: { newDevice: true }, lateNight: false },
  'proxy-ip': { signals: { proxy: true }, lateNight: false },
  'late-night': { signals: {}, lateNight: true },
  'many-tries': { signals: { tries: riskPolicy.manyTries }, lateNight: false },
};

/** Each set of factors, by what brings it. */
const sets = Array.from({ length: 2 ** rows.length }, (_, bits) => {
  const present = rows.filter((_, n) => (bits & (1 << n)) !== 0);
  const signals = Object.assign({}, ...present.map(({ factor }) => bringing[factor].signals)) as RiskSignals;
  return { present, signals, lateNight: present.some(({ factor }) => factor === 'late-night') };
});

/** Seeded: the same draws in every run (mulberry32). */
function drawsFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * draws);
  };
}

describe('an evaluation of risk (V5, V6, X6)', () => {
  it.each(rows)('demands of $factor alone each step as often as the table says, on both sides of the draw', ({ factor, ...chances }) => {
    for (const step of riskSteps) {
      const asks = (drawPpm: number) => evaluate({ ...bringing[factor], drawPpm, mode: 'standard' }).demands.includes(step);
      if (chances[step] > 0) expect(asks(chances[step] - 1)).toBe(true);
      if (chances[step] < draws) expect(asks(chances[step])).toBe(false);
    }
  });

  it('counts of many factors the one that demands a step most often: never their sum', () => {
    for (const { present, ...seen } of sets)
      for (const step of riskSteps) {
        const most = Math.max(0, ...present.map((row) => row[step]));
        const asks = (drawPpm: number) => evaluate({ ...seen, drawPpm, mode: 'standard' }).demands.includes(step);
        expect([most > 0 && asks(most - 1), most < draws && asks(most)]).toEqual([most > 0, false]);
      }
  });

  it('demands with a step each step below it, for every draw', () => {
    const next = drawsFrom(14);
    const evaluated = Array.from({ length: 32_000 }, (_, n) => evaluate({ ...sets[n % sets.length]!, drawPpm: next(), mode: 'standard' }));
    const lists = new Set(evaluated.map(({ demands }) => demands.join(' ')));
    expect([...lists].sort()).toEqual(['', 'basic', 'basic mid', 'basic mid high']);
  });

  it('demands nothing where nothing is doubtful, whatever the draw and the mode', () => {
    const usual: RiskSignals = { ipRegion: 'usual', proxy: false, newDevice: false, fingerprintMatch: 60, tries: 4 };
    for (const mode of ['standard', 'strict'] as const)
      for (const signals of [{}, usual])
        expect(evaluate({ signals, drawPpm: 0, lateNight: false, mode })).toEqual({ factors: [], demands: [], causes: [] });
  });

  it('demands in the mode `strict` every step that a factor may demand, and no other, whatever the draw (X18)', () => {
    const strict = (factor: RiskFactor, drawPpm: number) => evaluate({ ...bringing[factor], drawPpm, mode: 'strict' }).demands;
    for (const drawPpm of [0, draws - 1]) {
      for (const factor of ['new-device', 'proxy-ip', 'late-night'] as const) expect(strict(factor, drawPpm)).toEqual([...riskSteps]);
      expect(strict('many-tries', drawPpm)).toEqual(['basic', 'mid']);
    }
  });

  it('over 100,000 draws demands each step as often as the table says, within half a per cent', () => {
    for (const { factor, ...chances } of rows) {
      const next = drawsFrom(2026);
      const times = { basic: 0, mid: 0, high: 0 };
      for (let n = 0; n < 100_000; n++)
        for (const step of evaluate({ ...bringing[factor], drawPpm: next(), mode: 'standard' }).demands) times[step] += 1;
      for (const step of riskSteps) expect(Math.abs(times[step] / 100_000 - chances[step] / draws)).toBeLessThan(0.005);
    }
  });

  it('takes the triggers of the text for factors of the table: region for proxy, a match below 60 % for a new device', () => {
    const of = (signals: RiskSignals) => evaluate({ signals, drawPpm: draws - 1, lateNight: false, mode: 'standard' });
    expect(of({ ipRegion: 'unusual' })).toEqual({ factors: ['proxy-ip'], demands: ['basic'], causes: ['region-unusual'] });
    expect(of({ fingerprintMatch: 59 })).toEqual({ factors: ['new-device'], demands: ['basic'], causes: ['fingerprint-mismatch'] });
    expect(of({ fingerprintMatch: 60 }).factors).toEqual([]);
    expect(of({ tries: 5 })).toEqual({ factors: ['many-tries'], demands: ['basic', 'mid'], causes: ['many-tries'] });
    expect(of({ tries: 4 }).factors).toEqual([]);
    expect(of({ proxy: true, ipRegion: 'unusual' })).toMatchObject({ factors: ['proxy-ip'], causes: ['region-unusual', 'proxy'] });
  });
});

describe('late night (V6)', () => {
  const at = (text: string, zone?: string) => isLateNight(Date.parse(text), zone);

  it('is from 23:00 to before 06:00 by the clock of the person, in Shanghai where no zone is known', () => {
    const night = ['2026-03-01T15:00:00Z', '2026-03-01T21:59:59.999Z'];
    const not = ['2026-03-01T14:59:59.999Z', '2026-03-01T22:00:00Z'];
    expect([night.map((text) => at(text)), not.map((text) => at(text))]).toEqual([
      [true, true],
      [false, false],
    ]);
    expect([at('2026-03-01T14:59:59Z', 'Asia/Tokyo'), at('2026-03-01T21:30:00Z', 'Asia/Tokyo')]).toEqual([true, false]);
  });

  it('moves with summer time: on the days on which clocks change, both hours are those that the clock shows', () => {
    const berlin = (text: string) => at(text, 'Europe/Berlin');
    expect([berlin('2026-03-29T03:59:59Z'), berlin('2026-03-29T04:00:00Z')]).toEqual([true, false]);
    expect([berlin('2026-03-29T20:59:59Z'), berlin('2026-03-29T21:00:00Z')]).toEqual([false, true]);
    expect([berlin('2026-10-25T04:59:59Z'), berlin('2026-10-25T05:00:00Z')]).toEqual([true, false]);
    expect([berlin('2026-10-25T21:59:59Z'), berlin('2026-10-25T22:00:00Z')]).toEqual([false, true]);
    expect([berlin('2026-10-25T00:30:00Z'), berlin('2026-10-25T01:30:00Z')]).toEqual([true, true]);
  });
});

describe('administrators (V7)', () => {
  const alerts = (signals: RiskSignals, drawPpm: number, lateNight = false) =>
    isAlerting(evaluate({ signals, drawPpm, lateNight, mode: 'standard' }));

  it('are alerted of a case that demands the mid step, of a sign-in from afar and of an odd device', () => {
    expect([alerts({ newDevice: true }, 299_999), alerts({ newDevice: true }, 300_000)]).toEqual([true, false]);
    expect([alerts({ ipRegion: 'unusual' }, draws - 1), alerts({ fingerprintMatch: 59 }, draws - 1)]).toEqual([true, true]);
    expect([alerts({}, 499_999, true), alerts({}, 500_000, true)]).toEqual([true, false]);
  });
});
