import { given } from '#testing';
import { day, minute } from '../decider';
import type { Observation } from '../observation/observation';
import { riskPolicy } from '../risk/risk.policy';
import type { Account } from './account';
import type { AccountEvent } from './account.events';
import { account as process } from './account.process';
import { risk } from './risk';

const account = given(process);
/** Noon in Shanghai. */
const noon = 20_000 * day + 4 * 60 * minute;
const takenIn: AccountEvent = {
  type: 'AccountTakenIn',
  ...{ subjectId: 's', phoneId: 'p', activatedAt: noon - day, tier: 0, tierOneAt: noon + 7 * day, tierTwoAt: noon + 30 * day },
};
const seen = (signals: object, at = noon, timeZone?: string): Observation => ({
  type: 'risk',
  at,
  body: { signals, ...(timeZone !== undefined && { timeZone }) },
});
const asked = (...observed: Observation[]) => risk.asks(account(takenIn).state(), observed);
const evaluation = { n: 1, at: noon, causes: ['proxy'] } as const;
const askedFor: AccountEvent = { type: 'RiskEvaluationAsked', ...evaluation };
const drawn = (drawPpm: number, demands: readonly ('basic' | 'mid' | 'high')[], alerts: boolean): AccountEvent => ({
  type: 'RiskEvaluated',
  ...evaluation,
  drawPpm,
  demands,
  alerts,
});

describe('what services see of somebody who uses an account (V5)', () => {
  it('asks for an evaluation where something is doubtful, the same in any order', () => {
    const [mild, odd] = [seen({ proxy: true }, noon), seen({ fingerprintMatch: 10 }, noon + 1)];
    const expected = { type: 'AskRiskEvaluation', at: noon + 1, causes: ['proxy', 'fingerprint-mismatch'] };
    expect([asked(mild, odd), asked(odd, mild)]).toEqual([expected, expected]);
    expect(asked(seen({ ipRegion: 'usual' }), seen({}))).toBeUndefined();
  });

  it('is late at night by the clock of the person', () => {
    const night = noon + 11 * 60 * minute;
    expect(asked(seen({}, night))).toMatchObject({ causes: ['late-night'] });
    expect(asked(seen({}, night, 'Europe/Berlin'))).toBeUndefined();
  });

  it('is nothing before the activation of the account, nor while it is frozen', () => {
    expect(asked(seen({ proxy: true }, noon - 2 * day))).toBeUndefined();
    const frozen = account(takenIn, { type: 'AccountFrozen', deregistrationId: 'd' }).state();
    expect(risk.asks(frozen, [seen({ proxy: true })])).toBeUndefined();
  });

  it('is one evaluation in its hour, and asks again only with a cause that was not there', () => {
    const proven: AccountEvent = { type: 'LevelRaised', level: 1, at: noon + 1 };
    const state: Account = account(takenIn, askedFor, drawn(999_999, ['basic'], false), proven).state();
    const hour = riskPolicy.evaluationMinutes * minute;
    for (const at of [noon, noon - 1, noon + hour]) expect(risk.asks(state, [seen({ proxy: true }, at)])).toBeUndefined();
    expect(risk.asks(state, [seen({ proxy: true }, noon + hour + 1)])).toBeDefined();
    expect(risk.asks(state, [seen({ ipRegion: 'unusual' }, noon)])).toBeDefined();
  });
});

describe('steady signals about an account (V5, X6)', () => {
  const owing = [takenIn, askedFor, drawn(999_999, ['basic'], false)];
  const until = noon + riskPolicy.owedDays * day;

  it('ask for nothing while what was demanded is owed: an alarm each day of a month is one evaluation', () => {
    const state = account(...owing).state();
    for (let at = noon; at <= until; at += day) expect(risk.asks(state, [seen({ proxy: true }, at)])).toBeUndefined();
    expect(risk.asks(state, [seen({ proxy: true }, until + 1)])).toBeDefined();
  });

  it('cost one event for each cause, by the same draw, also where two of them take turns', () => {
    let events = owing;
    for (let n = 1; n <= 20; n += 1) {
      const signal = seen(n % 2 === 0 ? { proxy: true } : { newDevice: true }, noon + n * day);
      const command = risk.asks(account(...events).state(), [signal]);
      if (command) events = [...events, ...process.decide(account(...events).state(), command as never, {}, signal.at).events];
    }
    expect(events.slice(owing.length)).toMatchObject([{ type: 'RiskEvaluated', n: 1, causes: ['proxy', 'device-new'] }]);
  });

  it('are another case, with another draw, once the person has answered', () => {
    const answered = account(...owing, { type: 'LevelRaised', level: 1, at: noon + 1 }).state();
    expect(risk.asks(answered, [seen({ proxy: true }, noon + 61 * minute)])).toBeDefined();
  });
});

describe('the evaluation of an account (V5, V6, X6)', () => {
  const record = (drawPpm: number, n = 1) => ({ type: 'RecordRiskDraw', n, drawPpm }) as const;

  it('owes one draw, and the first that is recorded counts', () => {
    account(takenIn)
      .when({ type: 'AskRiskEvaluation', at: noon, causes: ['proxy'] }, { at: noon })
      .then(askedFor);
    expect(account(takenIn, askedFor).owed()).toEqual([{ kind: 'drawRisk', n: 1 }]);
    account(takenIn, askedFor)
      .when(record(749_999), { at: noon })
      .then(drawn(749_999, ['basic', 'mid'], true));
    const after = [takenIn, askedFor, drawn(749_999, ['basic', 'mid'], true)];
    account(...after)
      .when(record(0), { at: noon })
      .thenRefused('draw-recorded');
    expect(account(...after).owed()).toEqual([]);
    expect(process.view(account(...after).state())).toMatchObject({ demands: ['basic', 'mid'] });
  });

  it('demands nothing more that a level meets which was proven since (V1)', () => {
    const after = [takenIn, askedFor, drawn(749_999, ['basic', 'mid'], true)];
    const raised = (level: 1 | 2, at: number): AccountEvent => ({ type: 'LevelRaised', level, at });
    const shown = (...events: AccountEvent[]) => process.view(account(...events).state())['demands'];
    expect([shown(...after, raised(1, noon + 1)), shown(...after, raised(2, noon + 1))]).toEqual([['mid'], []]);
    expect(shown(takenIn, raised(2, noon - 1), ...after.slice(1))).toEqual(['basic', 'mid']);
  });

  it('takes what comes up before its draw into the same one, and afterwards keeps the draw', () => {
    const more = { type: 'AskRiskEvaluation', at: noon + 1, causes: ['fingerprint-mismatch'] } as const;
    const both = ['proxy', 'fingerprint-mismatch'] as const;
    account(takenIn, askedFor)
      .when(more, { at: noon })
      .then({ ...askedFor, causes: both });
    account(takenIn, askedFor, drawn(999_999, ['basic'], false))
      .when(more, { at: noon })
      .then({ ...drawn(999_999, ['basic'], true), causes: both } as AccountEvent);
  });

  it('is another one with another draw after its hour', () => {
    const later = noon + riskPolicy.evaluationMinutes * minute + 1;
    const proven: AccountEvent = { type: 'LevelRaised', level: 1, at: noon + 1 };
    const before = [takenIn, askedFor, drawn(999_999, ['basic'], false), proven];
    account(...before)
      .when({ type: 'AskRiskEvaluation', at: later, causes: ['proxy'] }, { at: later })
      .then({ type: 'RiskEvaluationAsked', n: 2, at: later, causes: ['proxy'] });
    account(...before, { type: 'RiskEvaluationAsked', n: 2, at: later, causes: ['proxy'] })
      .when(record(1, 1), { at: later })
      .thenRefused('draw-recorded');
  });
});

describe('an account of a company with the profile `strict`', () => {
  const inCompany: AccountEvent = { ...takenIn, companyId: 'c' };
  const companyWith = (profile: 'standard' | 'strict') =>
    ({ status: 'verified', companyId: 'c', companyKind: 'enterprise', verification: { profile } }) as const;
  const draw = { type: 'RecordRiskDraw', n: 1, drawPpm: 999_999 } as const;
  const evaluated = (demands: ('basic' | 'mid' | 'high')[], alerts: boolean) => ({
    ...drawn(999_999, demands, alerts),
    ...(alerts && { alertsIn: ['c'] }),
  });

  it('owes each step that may be demanded, whatever the draw, and administrators hear of it (X6, X18)', () => {
    const asking = account(inCompany, askedFor);
    asking.when(draw, { at: noon, facts: { 'company:c': companyWith('strict') } }).then(evaluated(['basic', 'mid', 'high'], true));
    asking.when(draw, { at: noon, facts: { 'company:c': companyWith('standard') } }).then(evaluated(['basic'], false));
  });

  it('owes them also for a cause that comes up later in the time of the evaluation', () => {
    const more = { type: 'AskRiskEvaluation', at: noon + 1, causes: ['late-night'] } as const;
    account(inCompany, askedFor, drawn(999_999, ['basic'], false))
      .when(more, { at: noon + 1, facts: { 'company:c': companyWith('strict') } })
      .then({ ...evaluated(['basic', 'mid', 'high'], true), causes: ['proxy', 'late-night'] } as AccountEvent);
  });

  it('is evaluated by the draw alone where it was opened before (policy 4)', () => {
    given(process.under(4))(inCompany, askedFor)
      .when(draw, { at: noon, facts: { 'company:c': companyWith('strict') } })
      .then(evaluated(['basic'], false));
  });
});
