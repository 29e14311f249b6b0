import { day, hour, minute } from '../decider';
import { expiresAt, judge, refuseToSend, type Challenge, type ChallengeHistory } from './challenge';
import { challengePolicy as policy } from './challenge.policy';

const challenge: Challenge = {
  purpose: 'deregistration-revocation',
  boundTo: 'd',
  identifierId: 'p',
  expiresAt: 10 * minute,
  failures: 0,
  consumed: false,
};
const quiet: ChallengeHistory = { sentAt: [0], failuresToday: 0 };
const wrong = false;
const right = true;
const problemOf = (answer: ReturnType<typeof judge>) => (answer.proof.verdict === 'refused' ? answer.proof.problem : undefined);

describe('a one-time code', () => {
  it('is remembered for longer than it is valid and than any limit looks back', () => {
    expect(policy.keptDays * day).toBeGreaterThan(Math.max(expiresAt(0, policy), day, hour));
  });

  it('proves the phone it was sent to, for its purpose and its process, and is spent by that', () => {
    expect(judge(challenge, right, quiet, minute, policy)).toEqual({
      proof: { verdict: 'proven', purpose: 'deregistration-revocation', boundTo: 'd', identifierId: 'p' },
      change: 'consumed',
    });
    expect(problemOf(judge({ ...challenge, consumed: true }, right, quiet, minute, policy))).toEqual({ code: 'code-expired' });
  });

  it('is valid for 10 minutes, until, not at, the last millisecond (X13)', () => {
    expect(expiresAt(0, policy)).toBe(10 * minute);
    expect(judge(challenge, right, quiet, 10 * minute - 1, policy).proof.verdict).toBe('proven');
    expect(problemOf(judge(challenge, right, quiet, 10 * minute, policy))).toEqual({ code: 'code-expired' });
  });

  it('accepts five tries, and says how many are left; each miss is counted', () => {
    const answers = [0, 1, 2, 3, 4].map((failures) => judge({ ...challenge, failures }, wrong, quiet, minute, policy));
    expect(answers.map(problemOf)).toEqual([4, 3, 2, 1, 0].map((attemptsLeft) => ({ code: 'code-invalid', attemptsLeft })));
    expect(answers.map(({ change }) => change)).toEqual(Array(5).fill('failed'));
  });

  it('is spent after five misses: the right code then gets the answer of a wrong one, and nothing is counted', () => {
    const spent = { ...challenge, failures: 5 };
    expect(problemOf(judge(spent, right, quiet, minute, policy))).toEqual({ code: 'too-many-codes' });
    expect(judge(spent, right, quiet, minute, policy)).toEqual(judge(spent, wrong, quiet, minute, policy));
    expect(judge(spent, right, quiet, minute, policy).change).toBeUndefined();
  });

  it('that was never sent is unknown', () => {
    expect(judge(undefined, right, quiet, minute, policy)).toEqual({
      proof: { verdict: 'refused', problem: { code: 'challenge-unknown' } },
      change: undefined,
    });
  });
});

describe('a phone whose codes were missed twenty times in a day', () => {
  it('is closed: a new code does not reset the counter, and the right one is refused too', () => {
    expect(judge(challenge, right, { ...quiet, failuresToday: 19 }, minute, policy).proof.verdict).toBe('proven');
    expect(problemOf(judge(challenge, right, { ...quiet, failuresToday: 20 }, minute, policy))).toEqual({ code: 'too-many-codes' });
  });

  it('gets no further code', () => {
    expect(refuseToSend({ sentAt: [], failuresToday: 19 }, 0, policy)).toBeUndefined();
    expect(refuseToSend({ sentAt: [], failuresToday: 20 }, 0, policy)).toEqual({ code: 'too-many-codes' });
  });
});

describe('codes to a phone', () => {
  const sent = (...sentAt: number[]): ChallengeHistory => ({ sentAt, failuresToday: 0 });

  it('go out at most 3 times in any hour, and the refusal says when the next may go', () => {
    expect(refuseToSend(sent(0, 1), 2, policy)).toBeUndefined();
    expect(refuseToSend(sent(0, 1, 2), 3, policy)).toEqual({ code: 'too-many-codes', availableAt: hour });
    expect(refuseToSend(sent(0, 1, 2), hour - 1, policy)).toEqual({ code: 'too-many-codes', availableAt: hour });
    expect(refuseToSend(sent(0, 1, 2), hour, policy)).toBeUndefined();
  });

  it('go out at most 10 times in any day', () => {
    const tenInAnHourEach = Array.from({ length: 10 }, (_, i) => i * hour);
    expect(refuseToSend(sent(...tenInAnHourEach.slice(1)), 12 * hour, policy)).toBeUndefined();
    expect(refuseToSend(sent(...tenInAnHourEach), 12 * hour, policy)).toEqual({ code: 'too-many-codes', availableAt: day });
    expect(refuseToSend(sent(...tenInAnHourEach), day, policy)).toBeUndefined();
  });

  it('name the later instant if hour and day are both full: then the code really goes', () => {
    const history = sent(...Array.from({ length: 7 }, (_, i) => i * hour), day - 3, day - 2, day - 1);
    const refusal = refuseToSend(history, day - 1, policy);
    expect(refusal).toEqual({ code: 'too-many-codes', availableAt: day - 3 + hour });
    expect(refuseToSend(history, Number(refusal?.availableAt), policy)).toBeUndefined();
  });
});

describe('what all counters of one client have sent and missed', () => {
  const own: ChallengeHistory = { sentAt: [], failuresToday: 0 };
  const { sendsPerHour, sendsPerDay, failuresPerDay } = policy.ofOneClient;
  const ofClient = (sends: number, failuresToday = 0): ChallengeHistory => ({
    ...own,
    ofClient: { sentAt: Array.from({ length: sends }, (_, n) => n), failuresToday },
  });

  it('is more than one counter has, and leaves a whole one of what all clients have together', () => {
    const all = policy.ofAllClients;
    expect([sendsPerHour, sendsPerDay, failuresPerDay]).toEqual([6, 20, 40]);
    expect(all.sendsPerHour - sendsPerHour).toBeGreaterThanOrEqual(policy.sendsPerHour);
    expect(all.sendsPerDay - sendsPerDay).toBeGreaterThanOrEqual(policy.sendsPerDay);
    expect(all.failuresPerDay - failuresPerDay).toBeGreaterThanOrEqual(policy.failuresPerDay);
  });

  it('ends at the limit of the client', () => {
    expect(refuseToSend(ofClient(sendsPerHour - 1), sendsPerHour, policy)).toBeUndefined();
    expect(refuseToSend(ofClient(sendsPerHour), sendsPerHour, policy)).toEqual({ code: 'too-many-codes', availableAt: hour });
    expect(refuseToSend(ofClient(0, failuresPerDay), 0, policy)).toEqual({ code: 'too-many-codes' });
    expect(refuseToSend(ofClient(0, failuresPerDay - 1), 0, policy)).toBeUndefined();
  });
});

describe('what all clients together have sent and missed', () => {
  const own: ChallengeHistory = { sentAt: [], failuresToday: 0 };
  const { sendsPerHour, sendsPerDay, failuresPerDay } = policy.ofAllClients;
  const together = (sends: number, failuresToday = 0): ChallengeHistory => ({
    ...own,
    ofAll: { sentAt: Array.from({ length: sends }, (_, n) => n), failuresToday },
  });

  it('is more than one of them has alone, so that no client keeps another without codes', () => {
    expect(sendsPerHour).toBeGreaterThan(2 * policy.sendsPerHour);
    expect(sendsPerDay).toBeGreaterThan(2 * policy.sendsPerDay);
    expect(failuresPerDay).toBeGreaterThan(2 * policy.failuresPerDay);
  });

  it('ends at the limit of all, but for the owner, whom it does not concern', () => {
    expect(refuseToSend(together(sendsPerHour - 1), sendsPerHour, policy)).toBeUndefined();
    expect(refuseToSend(together(sendsPerHour), sendsPerHour, policy)).toEqual({ code: 'too-many-codes', availableAt: hour });
    expect(refuseToSend(together(0, failuresPerDay), 0, policy)).toEqual({ code: 'too-many-codes' });
    expect(problemOf(judge(challenge, right, together(0, failuresPerDay), minute, policy))).toEqual({ code: 'too-many-codes' });
    expect(refuseToSend(own, sendsPerHour, policy)).toBeUndefined();
  });
});

describe('where any unexpired code does', () => {
  const spent = { ...challenge, failures: 5 };
  const tried = (named: Challenge, matches: boolean, ...alike: Parameters<typeof judge>[5] & object) =>
    judge(named, matches, quiet, minute, policy, alike);

  it('proves the same by another one as by the one that was named', () => {
    const proven = judge(challenge, right, quiet, minute, policy);
    expect(tried(challenge, wrong, { challenge, matches: right })).toEqual(proven);
    expect(tried(spent, wrong, { challenge, matches: right })).toEqual(proven);
    expect(tried({ ...challenge, expiresAt: minute }, wrong, { challenge, matches: right })).toEqual(proven);
  });

  it('takes none that is spent, or for something else', () => {
    for (const other of [{ failures: 5 }, { consumed: true }, { expiresAt: minute }, { boundTo: 'e' }, { identifierId: 'q' }])
      expect(problemOf(tried(challenge, wrong, { challenge: { ...challenge, ...other }, matches: right }))).toMatchObject({
        code: 'code-invalid',
      });
  });

  it('counts each miss, also beside a spent one: it could have met the other', () => {
    const missed = tried(spent, right, { challenge, matches: wrong });
    expect(missed).toMatchObject({ proof: { problem: { code: 'code-invalid', attemptsLeft: 0 } }, change: 'failed' });
    const closed = judge(spent, right, { ...quiet, failuresToday: 20 }, minute, policy, [{ challenge, matches: right }]);
    expect(problemOf(closed)).toEqual({ code: 'too-many-codes' });
  });
});
