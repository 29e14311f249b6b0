import { given, registering } from '#testing';
import { day, minute } from '../decider';
import type { CommandOf } from '../processes';
import type { AccountEvent } from '../account/account.events';
import { account as accountProcess } from '../account/account.process';
import { risk } from '../account/risk';
import { isReadAs } from '../identity/reading';
import type { RegistrationEvent } from '../registration/registration.events';
import { registration as registrationProcess } from '../registration/registration.process';
import { whyNotProven } from '../registration/security-answers';
import type { RiskAlertEvent } from '../risk-alert/risk-alert';
import { riskAlert as alertProcess } from '../risk-alert/risk-alert.process';
import { riskPolicy } from './risk.policy';

const registration = given(registrationProcess);
const account = given(accountProcess);
const alert = given(alertProcess);
const { openedMember, proofs, proven, given: profile, checked } = registering;
const face: RegistrationEvent[] = [{ ...openedMember, proofs: { ...proofs, face: true } }, proven, profile, checked()];
const sent = (attempt: number): RegistrationEvent => ({
  type: 'LivenessGiven',
  ...{ attempt, recordingId: `recording ${attempt}`, reviewId: 'v', reviewFrom: day + 30 * minute },
});
const answered = (attempt: number, outcome: 'confirmed' | 'unconfirmed'): RegistrationEvent => ({
  type: 'LivenessChecked',
  attempt,
  outcome,
});
const record = (attempt: number, outcome: 'confirmed' | 'unconfirmed'): CommandOf<'registration'> => ({
  ...{ type: 'RecordLivenessCheck', attempt, outcome },
});
/** Noon in Shanghai. */
const noon = 20_000 * day + 4 * 60 * minute;
const takenIn: AccountEvent = {
  type: 'AccountTakenIn',
  ...{ subjectId: 's', phoneId: 'p', activatedAt: noon - day, tier: 0, tierOneAt: noon + 7 * day, tierTwoAt: noon + 30 * day },
};
const raised: RiskAlertEvent = {
  type: 'RiskAlertRaised',
  ...{ about: 'account', aboutId: 'a', subjectId: 's', places: [{ companyId: 'c' }], causes: ['proxy'], demands: ['basic'], at: 1 },
};

/** Kinds of faults that public reports tell of comparable systems. */
describe('what public reports tell of the checks of people (R18, R5)', () => {
  it('an answer for an attempt that the person has moved on from neither fails nor is taken for the newest (late webhooks)', () => {
    const second = [...face, sent(1), answered(1, 'unconfirmed'), sent(2)];
    registration(...second)
      .when(record(1, 'confirmed'), { at: day })
      .thenRefused('check-not-awaited');
    expect(registration(...second).owed()).toEqual([{ kind: 'checkLiveness', n: 2 }]);
  });

  it('a person whose face is settled is never put back to pending by an answer that comes twice', () => {
    const settled = [...face, sent(1), answered(1, 'confirmed')];
    registration(...settled)
      .when(record(1, 'unconfirmed'), { at: day })
      .thenRefused('check-not-awaited');
    expect(registrationProcess.view(registration(...settled).state())).toMatchObject({
      steps: expect.arrayContaining([{ step: 'liveness', state: 'done' }]) as unknown,
    });
  });

  it('a verdict that is slow is no failure: no try is used, and nothing must be entered again', () => {
    expect(registrationProcess.view(registration(...face, sent(1)).state())).not.toHaveProperty('lastCheck');
    expect(registration(...face, sent(1)).state()).toMatchObject({ status: 'verifying', verified: 'registry' });
  });

  it.each([
    ['a zero that a reader takes for an O, also in a check digit', 'P910000000CAN8806286M340108B', 'P91000000OCAN8806286M340108B'],
    ['a number that has a real O, which a reader takes for a zero', 'O996479', '0996479'],
    ['a filler at the end of a zone that has no personal number', 'E8652878K0DFG<<<<<<6', 'E8652878K0DFG<<<<6'],
  ])('%s is the same document', (_, told, read) => expect(isReadAs(told, read)).toBe(true));
});

describe('what public reports tell of alerts and of guesses (V7, V9, R24)', () => {
  const evaluation = { n: 1, at: noon, causes: ['proxy'], drawPpm: 999_999, demands: ['basic'], alerts: false } as const;
  const owing = account(takenIn, { type: 'RiskEvaluated', ...evaluation }).state();
  const proxy = (at: number) => ({ type: 'risk', at, body: { signals: { proxy: true } } });

  it('somebody whose every request comes through the same proxy is one case, and not hundreds', () => {
    const asked = Array.from({ length: 600 }, (_, n) => risk.asks(owing, [proxy(noon + n * minute)]));
    expect(asked.filter((each) => each !== undefined)).toEqual([]);
  });

  it('nobody tries again until the score is low: milder signals ask for no new draw, and take no demand back', () => {
    expect(
      risk.asks(owing, [{ type: 'risk', at: noon + 2 * 60 * minute, body: { signals: { ipRegion: 'usual', proxy: false } } }]),
    ).toBeUndefined();
    expect(accountProcess.view(owing)).toMatchObject({ demands: ['basic'] });
    expect(riskPolicy.owedDays * day).toBeGreaterThan(riskPolicy.evaluationMinutes * minute);
  });

  it('what comes up after somebody has acknowledged an alert counts on it; after its end it is another one', () => {
    const acknowledged: RiskAlertEvent = { type: 'RiskAlertAcknowledged', by: 'p', at: 2 };
    const {
      type: _raised,
      about: _about,
      aboutId: _id,
      subjectId: _subject,
      ...more
    } = raised as RiskAlertEvent & { type: 'RiskAlertRaised' };
    const repeated: RiskAlertEvent = { ...more, type: 'RiskAlertRepeated', causes: ['device-new'], at: 3 };
    expect(alertProcess.view(alert(raised, acknowledged, repeated).state())).toMatchObject({ times: 2, causes: ['proxy', 'device-new'] });
    const resolved: RiskAlertEvent = { type: 'RiskAlertResolved', by: 'p', at: 4, outcome: 'harmless', reasonCode: 'x' };
    expect(alert(raised, acknowledged, repeated, resolved, { ...raised, at: 5 }).state()).toMatchObject({ status: 'open', n: 2, times: 1 });
  });

  it('a guess at many people is counted for who guesses, and a guess at one person leaves the owner theirs', () => {
    const tried = { enrolled: 3, given: 2, right: 2, missedToday: 0, missedByAll: 0 };
    expect(whyNotProven({ ...tried, missedFrom: { of: 'caller', misses: 200 } })).toMatchObject({ code: 'proof-invalid', attemptsLeft: 0 });
    expect(whyNotProven({ ...tried, missedByAll: 10 })).toMatchObject({ code: 'proof-invalid', attemptsLeft: 0 });
    // Of the owner, who proves who they are, neither counts.
    expect(whyNotProven(tried)).toBeUndefined();
  });
});
