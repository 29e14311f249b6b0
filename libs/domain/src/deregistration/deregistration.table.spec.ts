import { expectTables } from '#testing';
import type { LivingAccount } from '../account/account';
import { day } from '../decider';
import { isPurging, openSteps, type Deregistration } from './deregistration';
import type { FactsIn } from '../processes';
import { revocationPurpose } from './cooling-off';
import { purgeStepNames, type Step } from './deregistration.policy';
import { deregistration, type DeregistrationCommand } from './deregistration.process';

/** Every state a deregistration can reach × every command, with nothing else in the way: a living account, a proven code. Day n = the n-th after the request or the purge. */
const storyTable = `
situation                              | RequestDeregistration | ForceDeregistration   | RevokeDeregistration   | Remind 1               | Remind 2             | EndCoolingOff
none                                   | ✓                     | ✓                     | deregistration-unknown | reminder-not-planned   | reminder-not-planned | deregistration-not-cooling-off
cooling off, < day 7                   | deregistration-exists | deregistration-exists | ✓                      | not-due                | reminder-not-planned | not-due
cooling off, ≥ day 7, not reminded     | deregistration-exists | deregistration-exists | ✓                      | ✓                      | reminder-not-planned | not-due
cooling off, ≥ day 7, reminded once    | deregistration-exists | deregistration-exists | ✓                      | reminder-not-planned   | not-due              | not-due
cooling off, ≥ day 13, not reminded    | deregistration-exists | deregistration-exists | ✓                      | ✓                      | reminder-not-planned | not-due
cooling off, ≥ day 13, reminded once   | deregistration-exists | deregistration-exists | ✓                      | reminder-not-planned   | ✓                    | not-due
cooling off, ≥ day 13, reminded twice  | deregistration-exists | deregistration-exists | ✓                      | reminder-not-planned   | reminder-not-planned | not-due
cooling off, ≥ day 14, not reminded    | deregistration-exists | deregistration-exists | cooling-off-over       | ✓                      | reminder-not-planned | ✓
cooling off, ≥ day 14, reminded once   | deregistration-exists | deregistration-exists | cooling-off-over       | reminder-not-planned   | ✓                    | ✓
cooling off, ≥ day 14, reminded twice  | deregistration-exists | deregistration-exists | cooling-off-over       | reminder-not-planned   | reminder-not-planned | ✓
revoked                                | deregistration-exists | deregistration-exists | deregistration-revoked | reminder-not-planned   | reminder-not-planned | deregistration-not-cooling-off
purging                                | deregistration-exists | deregistration-exists | cooling-off-over       | reminder-not-planned   | reminder-not-planned | deregistration-not-cooling-off
retained                               | deregistration-exists | deregistration-exists | cooling-off-over       | reminder-not-planned   | reminder-not-planned | deregistration-not-cooling-off
closed                                 | deregistration-exists | deregistration-exists | cooling-off-over       | reminder-not-planned   | reminder-not-planned | deregistration-not-cooling-off
`;

const retentionTable = `
situation                              | EndDirectoryRetention  | ReleasePhone
not purged                             | directory-not-retained | phone-not-retained
retained, < day 30, nothing gone       | not-due                | not-due
retained, ≥ day 30, nothing gone       | ✓                      | not-due
retained, ≥ day 30, directory gone     | directory-not-retained | not-due
retained, ≥ day 31, nothing gone       | ✓                      | ✓
retained, ≥ day 31, directory gone     | directory-not-retained | ✓
retained, ≥ day 31, phone gone         | ✓                      | phone-not-retained
retained, ≥ day 31, both gone          | directory-not-retained | phone-not-retained
closed                                 | directory-not-retained | phone-not-retained
`;

const stepTable = `
situation     | open step: done | open step: failed | blocked step: done | blocked step: failed | step with receipt | step whose turn has not come | retry a blocked step | retry another step
none          | –               | –                 | –                  | –                    | –                 | step-not-owed                | –                    | step-not-blocked
cooling off   | –               | –                 | –                  | –                    | –                 | step-not-owed                | –                    | step-not-blocked
revoked       | –               | –                 | –                  | –                    | –                 | step-not-owed                | –                    | step-not-blocked
purging       | ✓               | ✓                 | ✓                  | step-blocked         | step-has-receipt  | step-out-of-order            | ✓                    | step-not-blocked
retained      | ✓               | ✓                 | ✓                  | step-blocked         | step-has-receipt  | step-out-of-order            | ✓                    | step-not-blocked
closed        | –               | –                 | –                  | –                    | step-not-owed     | –                            | –                    | step-not-blocked
`;

const names: Record<Deregistration['status'], string> = {
  none: 'none',
  cooling_off: 'cooling off',
  revoked: 'revoked',
  purging: 'purging',
  retained: 'retained',
  closed: 'closed',
};

function storyRow(state: Deregistration, now: number): string {
  if (state.status !== 'cooling_off') return names[state.status];
  const passed = [7, 13, 14].findLast((n) => now >= n * day);
  return passed === undefined
    ? 'cooling off, < day 7'
    : `cooling off, ≥ day ${passed}, ${['not reminded', 'reminded once', 'reminded twice'][state.reminded]}`;
}

function retentionRow(state: Deregistration, now: number): string {
  if (state.status === 'closed') return 'closed';
  if (state.status !== 'retained') return 'not purged';
  const purgedAt = state.directoryEndsAt - 30 * day;
  const passed = now >= purgedAt + 31 * day ? '≥ day 31' : now >= purgedAt + 30 * day ? '≥ day 30' : '< day 30';
  const gone = { '': 'nothing gone', directory: 'directory gone', phone: 'phone gone', 'directory phone': 'both gone' };
  const what = [state.directoryEnded && 'directory', state.receipts.releasePhone && 'phone'].filter(Boolean).join(' ');
  return `retained, ${passed}, ${gone[what as keyof typeof gone]}`;
}

const steps: readonly Step[] = [...purgeStepNames, 'eraseDirectoryEntry', 'releasePhone', 'destroyKeys'];

function sort(state: Deregistration, step: Step): 'open' | 'blocked' | 'receipt' | 'later' {
  if (!('receipts' in state)) return 'later';
  if (state.receipts[step]) return 'receipt';
  if (state.blocked[step]) return 'blocked';
  return isPurging(state) && openSteps(state).includes(step) ? 'open' : 'later';
}

const stepsThatAre = (state: Deregistration, sorts: readonly string[]) => steps.filter((step) => sorts.includes(sort(state, step)));
const record = (sorted: string, done: boolean) => (state: Deregistration) =>
  stepsThatAre(state, [sorted]).map((step): { command: DeregistrationCommand } => ({
    command: { type: 'RecordPurgeStep', step, result: done ? { done, items: 1 } : { done, reason: 'legal-hold' } },
  }));
const either = (sorted: string) => (state: Deregistration) => [...record(sorted, true)(state), ...record(sorted, false)(state)];
const retry =
  (...sorts: string[]) =>
  (state: Deregistration) =>
    stepsThatAre(state, sorts).map((step): { command: DeregistrationCommand } => ({ command: { type: 'RetryPurgeStep', step } }));

const active: LivingAccount = {
  status: 'living',
  subjectId: 's',
  phoneId: 'p',
  memberships: {},
  activatedAt: 0,
  tier: 1,
  tierOneAt: 8 * day,
  tierTwoAt: 31 * day,
};
const undoFacts: FactsIn<'deregistration'> = {
  account: { ...active, frozenBy: 'd' },
  proof: { verdict: 'proven', purpose: revocationPurpose, boundTo: 'd', identifierId: 'p' },
};
const always =
  (command: DeregistrationCommand, facts: FactsIn<'deregistration'> = {}) =>
  () => [{ command, facts }];

/** Instants and counts of repetitions decide nothing of their own: which steps have a receipt and which are blocked does. */
const key = (state: Deregistration) =>
  'receipts' in state
    ? [
        state.status,
        Object.keys(state.receipts).sort(),
        Object.keys(state.blocked).sort(),
        state.status === 'retained' && state.directoryEnded,
      ]
    : state;

describe('every state of a deregistration × every command', () => {
  it('is accepted or refused as the tables say', () => {
    expectTables(deregistration, key, [
      {
        row: storyRow,
        columns: {
          RequestDeregistration: always(
            { type: 'RequestDeregistration', accountId: 'a', checklist: { appsUnbound: true, groupsLeft: true } },
            { account: active },
          ),
          ForceDeregistration: always(
            { type: 'ForceDeregistration', accountId: 'a', approvalId: 'v', requestedBy: 'o', reasonCode: 'court-order' },
            { account: active },
          ),
          RevokeDeregistration: always({ type: 'RevokeDeregistration' }, undoFacts),
          'Remind 1': always({ type: 'RemindOfCoolingOff', n: 1 }),
          'Remind 2': always({ type: 'RemindOfCoolingOff', n: 2 }),
          EndCoolingOff: always({ type: 'EndCoolingOff' }),
        },
        written: storyTable,
      },
      {
        row: retentionRow,
        columns: { EndDirectoryRetention: always({ type: 'EndDirectoryRetention' }), ReleasePhone: always({ type: 'ReleasePhone' }) },
        written: retentionTable,
      },
      {
        row: (state) => names[state.status],
        columns: {
          'open step: done': record('open', true),
          'open step: failed': record('open', false),
          'blocked step: done': record('blocked', true),
          'blocked step: failed': record('blocked', false),
          'step with receipt': either('receipt'),
          'step whose turn has not come': either('later'),
          'retry a blocked step': retry('blocked'),
          'retry another step': retry('open', 'receipt', 'later'),
        },
        written: stepTable,
      },
    ]);
  });
});
