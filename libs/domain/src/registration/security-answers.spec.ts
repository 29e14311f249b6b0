import { registrationPolicy } from './registration.policy';
import { whyNotProven } from './security-answers';

const { rightAnswers, missesPerDay, missesOfAllPerDay, missesOfAddressPerDay, missesOfCallerPerDay } = registrationPolicy.securityQuestions;
const nobody = { missedToday: 0, missedByAll: 0 };
const tried = (more: Partial<Parameters<typeof whyNotProven>[0]> = {}) =>
  whyNotProven({ enrolled: 3, given: rightAnswers, right: rightAnswers, ...nobody, ...more });

describe('answers to security questions (R24)', () => {
  it('prove a person who has enrolled them', () => {
    expect(tried()).toBeUndefined();
    expect(tried({ given: 3, right: 3 })).toBeUndefined();
    expect(tried({ enrolled: 0 })).toEqual({ code: 'security-questions-missing' });
  });

  it('prove nobody with one wrong among them, or with too few; the answer does not tell which', () => {
    const refused = { code: 'proof-invalid', attemptsLeft: missesPerDay - 1 };
    expect([tried({ right: rightAnswers - 1 }), tried({ given: 1, right: 1 }), tried({ given: 3, right: 2 })]).toEqual([
      refused,
      refused,
      refused,
    ]);
  });

  it('are guessed so often a day at most; then the right ones prove nothing either', () => {
    expect(tried({ missedToday: missesPerDay - 1 })).toBeUndefined();
    expect(tried({ missedToday: missesPerDay - 1, right: 0 })).toEqual({ code: 'proof-invalid', attemptsLeft: 0 });
    expect(tried({ missedToday: missesPerDay })).toEqual({ code: 'proof-invalid', attemptsLeft: 0 });
  });

  it('are guessed so often by all callers, and so often from one address or by one caller over all accounts', () => {
    const none = { code: 'proof-invalid', attemptsLeft: 0 };
    const from = (of: 'address' | 'caller', misses: number) => tried({ missedFrom: { of, misses } });
    expect([tried({ missedByAll: missesOfAllPerDay - 1 }), tried({ missedByAll: missesOfAllPerDay })]).toEqual([undefined, none]);
    expect([from('address', missesOfAddressPerDay - 1), from('address', missesOfAddressPerDay)]).toEqual([undefined, none]);
    expect([from('caller', missesOfCallerPerDay - 1), from('caller', missesOfCallerPerDay)]).toEqual([undefined, none]);
    expect(tried({ right: 0, missedToday: 1, missedByAll: missesOfAllPerDay - 3 })).toEqual({ ...none, attemptsLeft: 2 });
  });
});
