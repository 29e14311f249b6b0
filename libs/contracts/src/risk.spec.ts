import { evaluate } from '#domain';
import { riskSignals } from './index';

const malformed: readonly unknown[] = [
  ...[{ ipRegion: 'far' }, { proxy: 'yes' }, { newDevice: 1 }, { address: '10.0.0.1' }, { constructor: 1 }],
  ...[{ fingerprintMatch: 101 }, { fingerprintMatch: -1 }, { fingerprintMatch: 59.5 }, { fingerprintMatch: '55' }],
  ...[{ tries: -1 }, { tries: 1e300 }, 'unusual', null, []],
];

describe('the signals of risk (V5)', () => {
  it('are what the rules take, each field where a service looked at it', () => {
    for (const sent of [{}, { ipRegion: 'usual' }, { proxy: false, newDevice: true, fingerprintMatch: 100, tries: 0 }]) {
      const signals = riskSignals.parse(sent);
      expect(evaluate({ signals, drawPpm: 0, lateNight: false, mode: 'standard' }).factors.length).toBeLessThan(5);
    }
  });

  it.each(malformed.map((signals) => ({ signals })))('have a code of their own for a fault: $signals', ({ signals }) => {
    expect(riskSignals.safeParse(signals).error?.issues).toMatchObject([{ params: { problem: 'signal-malformed' } }]);
  });
});
