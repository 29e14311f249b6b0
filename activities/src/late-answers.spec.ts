import { processes, processOf, type ProcessType, type Registration, type Verification } from '#domain';
import { commandOf, isRefusal } from './effect';
import { effects } from './effects';
import { removeDirectoryEntry } from './registration/remove-directory-entry';

const applicant = {
  registrationId: 'r',
  variant: 'member',
  accountId: 'a',
  ...{ subjectId: 's', phoneId: 'p' },
  integrity: 'genuine',
  joining: { companyId: 'c', inviteId: 'i', positionStreamId: 'p', managers: [], autoApprove: false },
  roleStreams: {},
  draftExpiresAt: 7,
  phoneProven: true,
  signInGiven: false,
  profile: { attempt: 1, applicantId: 'applicant', reviewId: 'review', elsewhere: false },
  checks: 0,
  failures: 0,
} as const;
/** The registry has answered; what is waited for is a recording. */
const face = {
  checks: 1,
  verified: 'registry',
  liveness: { attempt: 1, checks: 0, failures: 0, recordingIds: ['one'] },
} as const;
const over = { ...applicant, reason: 'x', erasesAt: 30, retentionOver: false, directory: 'removed' } as const;

const asked = {
  ...{ caseId: 'k', accountId: 'a', subjectId: 's', method: 'face', personId: 'p', placeId: 'l', reviewId: 'r', credentialId: 'd' },
  ...{ roleStreams: {}, expiresAt: 7, attempts: 1, checks: 0, failures: 0 },
} as const;
const closed = { erasesAt: 30, retentionOver: false } as const;

/** A state of each word that a process with such effects can be in, and those that matter beside the word. */
const situations = {
  registration: {
    unknown: { status: 'none' },
    draft: { ...applicant, status: 'draft' },
    verifying: { ...applicant, status: 'verifying' },
    'verifying, a face': { ...applicant, ...face, status: 'verifying' },
    manual_review: { ...applicant, status: 'manual_review' },
    awaiting_approval: { ...applicant, status: 'awaiting_approval', approvalId: 'v' },
    activating: { ...applicant, status: 'activating' },
    active: { ...applicant, status: 'active', directory: 'made' },
    'active, account purged': { ...applicant, status: 'active', directory: 'made' },
    rejected: { ...over, status: 'rejected' },
    withdrawn: { ...over, status: 'withdrawn' },
    'withdrawn, a face': { ...over, ...face, status: 'withdrawn' },
    'withdrawn, no word yet': { ...applicant, status: 'withdrawn', reason: 'x', erasesAt: 30, retentionOver: false },
    expired: { ...over, status: 'expired' },
    merged: { ...applicant, checks: 1, status: 'merged', erasesAt: 30, retentionOver: false },
    'withdrawn, erased': { ...over, status: 'withdrawn', retentionOver: true, erased: { at: 30, items: 3 } },
  } satisfies Record<string, Registration>,
  verification: {
    unknown: { status: 'none' },
    open: { ...asked, checks: 1, status: 'open' },
    challenged: { ...asked, status: 'challenged' },
    manual_review: { ...asked, checks: 1, status: 'manual_review' },
    'manual_review, asked for during the check': { ...asked, status: 'manual_review' },
    passed: { ...asked, ...closed, checks: 1, status: 'passed' },
    refused: { ...asked, ...closed, checks: 1, status: 'refused' },
    expired: { ...asked, ...closed, checks: 1, status: 'expired' },
    withdrawn: { ...asked, ...closed, checks: 1, status: 'withdrawn' },
    'withdrawn during the check': { ...asked, ...closed, status: 'withdrawn' },
  } satisfies Record<string, Verification>,
} as const;
type Situations = keyof typeof situations;

const memberships = { c: { status: 'active', registrationId: 'r' } };
const accountIn = (situation: string) => (situation.includes('purged') ? { status: 'purged' } : { status: 'living', memberships });

/** What becomes of an answer where its effect waits for it, and where none does (over, deleted, of another past). */
function outcomeOf(process: ProcessType, situation: string, command: object | undefined, unless?: string): string {
  const { decide } = processOf(process);
  const { [situation]: state } = situations[process as Situations] as Readonly<Record<string, unknown>>;
  if (command === undefined) return 'harmless';
  const { problem, events } = decide(state as never, command as never, { account: accountIn(situation) }, 100);
  if (problem) return problem.code === unless ? 'harmless' : 'operator';
  return unless === undefined ? 'recorded' : events.some(({ type }) => type === 'DirectoryRemovalRetried') ? 'taken back' : 'nothing';
}

const calledBack = effects.flatMap((effect) => (effect.callback ? [{ ...effect, callback: effect.callback }] : []));

/** Each answer that a provider may send late: in a situation, while its effect waits, and when none does. */
const answers = calledBack.flatMap((effect) =>
  [...effect.callback, { refused: 'x' }].map((answer) => {
    const leaves = isRefusal(answer) ? 'leaves-nothing' : effect.late?.[answer];
    const { takesBack, unless } = leaves === undefined || leaves === 'leaves-nothing' ? {} : leaves;
    return {
      name: `${effect.kind} ${isRefusal(answer) ? 'refused' : answer}`,
      process: effect.process,
      says: leaves !== undefined,
      waiting: (situation: string) => outcomeOf(effect.process, situation, commandOf(effect, answer, { n: 1 })),
      after: (situation: string) => outcomeOf(effect.process, situation, takesBack, unless),
    };
  }),
);

const columns = (which: 'waiting' | 'after', process: Situations) => {
  const all = Object.keys(situations[process]);
  const ofProcess = answers.filter((answer) => answer.process === process);
  const lines = all.map((situation) => [situation, ...ofProcess.map((answer) => answer[which](situation))].join(' | '));
  return `\n${[['situation', ...ofProcess.map(({ name }) => name)].join(' | '), ...lines].join('\n')}\n`;
};

/** What a check of a case comes to where its effect waits for it, whatever the answer: nothing is lost. */
const checkOfCase: Readonly<Record<string, 'operator' | 'recorded'>> = {
  unknown: 'operator',
  open: 'operator',
  challenged: 'recorded',
  manual_review: 'operator',
  'manual_review, asked for during the check': 'recorded',
  passed: 'operator',
  refused: 'operator',
  expired: 'operator',
  withdrawn: 'operator',
  'withdrawn during the check': 'recorded',
};
const answersOfCases = answers.filter(({ process }) => process === 'verification');

const waitingTable = `
situation | checkIdentity confirmed | checkIdentity unconfirmed | checkIdentity refused | checkLiveness confirmed | checkLiveness unconfirmed | checkLiveness refused | createDirectoryEntry made | createDirectoryEntry refused
unknown | operator | operator | operator | operator | operator | operator | operator | operator
draft | operator | operator | operator | operator | operator | operator | operator | operator
verifying | recorded | recorded | recorded | operator | operator | operator | operator | operator
verifying, a face | operator | operator | operator | recorded | recorded | recorded | operator | operator
manual_review | operator | operator | operator | operator | operator | operator | operator | operator
awaiting_approval | operator | operator | operator | operator | operator | operator | operator | operator
activating | operator | operator | operator | operator | operator | operator | recorded | recorded
active | operator | operator | operator | operator | operator | operator | operator | operator
active, account purged | operator | operator | operator | operator | operator | operator | operator | operator
rejected | recorded | recorded | recorded | operator | operator | operator | operator | operator
withdrawn | recorded | recorded | recorded | operator | operator | operator | operator | operator
withdrawn, a face | operator | operator | operator | recorded | recorded | recorded | operator | operator
withdrawn, no word yet | recorded | recorded | recorded | operator | operator | operator | recorded | recorded
expired | recorded | recorded | recorded | operator | operator | operator | operator | operator
merged | operator | operator | operator | operator | operator | operator | recorded | recorded
withdrawn, erased | recorded | recorded | recorded | operator | operator | operator | operator | operator
`;

const afterTable = `
situation | checkIdentity confirmed | checkIdentity unconfirmed | checkIdentity refused | checkLiveness confirmed | checkLiveness unconfirmed | checkLiveness refused | createDirectoryEntry made | createDirectoryEntry refused
unknown | harmless | harmless | harmless | harmless | harmless | harmless | operator | harmless
draft | harmless | harmless | harmless | harmless | harmless | harmless | operator | harmless
verifying | harmless | harmless | harmless | harmless | harmless | harmless | operator | harmless
verifying, a face | harmless | harmless | harmless | harmless | harmless | harmless | operator | harmless
manual_review | harmless | harmless | harmless | harmless | harmless | harmless | operator | harmless
awaiting_approval | harmless | harmless | harmless | harmless | harmless | harmless | operator | harmless
activating | harmless | harmless | harmless | harmless | harmless | harmless | operator | harmless
active | harmless | harmless | harmless | harmless | harmless | harmless | harmless | harmless
active, account purged | harmless | harmless | harmless | harmless | harmless | harmless | operator | harmless
rejected | harmless | harmless | harmless | harmless | harmless | harmless | taken back | harmless
withdrawn | harmless | harmless | harmless | harmless | harmless | harmless | taken back | harmless
withdrawn, a face | harmless | harmless | harmless | harmless | harmless | harmless | taken back | harmless
withdrawn, no word yet | harmless | harmless | harmless | harmless | harmless | harmless | taken back | harmless
expired | harmless | harmless | harmless | harmless | harmless | harmless | taken back | harmless
merged | harmless | harmless | harmless | harmless | harmless | harmless | taken back | harmless
withdrawn, erased | harmless | harmless | harmless | harmless | harmless | harmless | taken back | harmless
`;

describe('an answer that comes late', () => {
  it('is looked at in every word that the status of its process can be', () => {
    for (const { process } of calledBack) {
      const words = new Set(Object.values(situations[process as Situations]).map(({ status }) => status as string));
      expect([...words].toSorted()).toEqual([...Object.keys(processes[process].states), 'none'].toSorted());
    }
  });

  it('says what it has left in the world, whatever the answer', () => {
    expect(answers.filter(({ says }) => !says)).toEqual([]);
  });

  // An operator gets a task `effect-failed`, and where the effect does not wait any more `late-answer`.
  it('is recorded where its effect waits for it, or an operator’s where its process cannot take it', () => {
    expect(columns('waiting', 'registration')).toBe(waitingTable);
  });

  it('is taken back where no effect waits for it, or an operator’s, or without consequence', () => {
    expect(columns('after', 'registration')).toBe(afterTable);
  });

  it.each(answersOfCases)('is recorded of a case while it waits, and leaves nothing behind later: $name', ({ waiting, after }) => {
    const all = Object.keys(situations.verification);
    expect(Object.fromEntries(all.map((situation) => [situation, waiting(situation)]))).toEqual(checkOfCase);
    expect(new Set(all.map(after))).toEqual(new Set(['harmless']));
  });

  it('is told from an earlier removal by the number of the removal', () => {
    const command = commandOf(removeDirectoryEntry, 'removed', { n: 2 });
    expect(command).toEqual({ type: 'RecordDirectoryRemoval', outcome: 'removed', attempt: 2 });
  });
});
