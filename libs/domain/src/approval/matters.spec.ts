import { decideAll, type Ground } from '../decision';
import { code, eventsOf, id, optional } from '../events';
import { processOf, processes, type ProcessType } from '../processes';
import { outcomeReactions, reactions } from '../reactions';
import { processOfStates } from '../process';
import { rulesOf } from '../rule';
import { streamIdOf } from '../stream-id';
import { outcomes, type Outcome } from './approval';
import {
  approvalPolicies,
  isMatterType,
  matters,
  matterTypes,
  mayBeAskedFor,
  policyFor,
  processOfMatter,
  type MatterType,
} from './matters';

/** The event by which an approval comes to each outcome. */
const eventOf: Readonly<Record<Outcome, string>> = {
  approved: 'ApprovalApproved',
  rejected: 'ApprovalRejected',
  expired: 'ApprovalExpired',
  withdrawn: 'ApprovalWithdrawn',
};
const waiting = matterTypes.flatMap((type) => {
  const process: ProcessType | undefined = processOfMatter(type);
  return process === undefined ? [] : outcomes.map((outcome) => [type, process, outcome] as const);
});

describe('the table of matters', () => {
  it.each(waiting)('brings each outcome to the process that waits: %s to %s, %s', (type, process, outcome) => {
    const approval = { status: outcome, matter: { type, id: 'm' } };
    const sent = reactions
      .filter(({ when }) => when.process === 'approval' && when.event === eventOf[outcome])
      .flatMap(({ then }) => then({ type: eventOf[outcome] }, approval, 'v') ?? []);
    expect(sent).toEqual([{ process, id: 'm', command: { type: 'RecordApprovalOutcome', approvalId: 'v', outcome } }]);
    expect([processes[process].origins].flat()).toMatchObject([{ RecordApprovalOutcome: 'reaction' }]);
  });

  it.each(matterTypes)('has for %s a policy in every version, with a name and a first stage that asks people', (type) => {
    for (const policies of Object.values(approvalPolicies)) expect(policies[type].stages[0]?.slots.length).toBeGreaterThan(0);
    expect(approvalPolicies[Math.max(...Object.keys(approvalPolicies).map(Number)) as 1][type]).toBe(policyFor(type));
    expect(matters[type].noun).toMatch(/^(A|An|The) /);
  });

  it('lets callers ask for what no process asks for by itself, and for nothing unknown (P6)', () => {
    expect(matterTypes.filter(mayBeAskedFor)).toEqual(['document-export']);
    expect(['', 'invoice', 'constructor', 'rights-review'].map(mayBeAskedFor)).toEqual([false, false, false, false]);
    expect(['invoice', 'toString', 'rights-review'].map(isMatterType)).toEqual([false, false, true]);
  });

  it('tells people of each approval, but for those that come by the thousand (G13)', () => {
    expect(matterTypes.filter((type) => !matters[type].tellsApprovers)).toEqual(['rights-review']);
  });
});

/** A process as one of these matters may have it: it records what its approval came to. */
type Quota = { status: 'none' } | { status: 'asked' | Outcome };
const { event } = eventsOf<Quota>();
const events = {
  QuotaAsked: event({}, () => ({ status: 'asked' })),
  OutcomeRecorded: event({ outcome: code(...outcomes), reasonCode: optional(code()) }, (_, { outcome }) => ({ status: outcome })),
};
const { rule, anything, accept } = rulesOf<Quota, { type: 'OutcomeRecorded'; outcome: Outcome; reasonCode?: string }, unknown>();
const scripted = processOfStates<Quota>()('scripted', {
  initial: { status: 'none' },
  policies: { 1: {} },
  states: { asked: 'open', approved: 'over', rejected: 'over', expired: 'over', withdrawn: 'over' },
  events,
  rules: {
    RecordApprovalOutcome: rule({
      origin: 'reaction',
      takes: { approvalId: id, outcome: code(...outcomes), reasonCode: optional(code()) },
      given: anything,
      emits: ['OutcomeRecorded'],
      decide: ({ command: { outcome, reasonCode } }) =>
        accept({ type: 'OutcomeRecorded', outcome, ...(reasonCode !== undefined && { reasonCode }) }),
    }),
  },
  columns: () => ({}),
  view: () => ({}),
});

const role = (name: 'it-admin' | 'operator') => ({ state: { status: 'granted', role: name, holders: ['it'] }, policyVersion: 1 });

/** Opens an approval of this matter for a process that waits for it, and lets its people decide. */
function decided(type: MatterType, decision: 'approve' | 'reject') {
  const streams = new Map<string, { state: { status: string }; policyVersion: number }>([
    ['scripted:q', { state: { status: 'asked' }, policyVersion: 1 }],
    ['role:it', role('it-admin')],
    ['role:op', role('operator')],
  ]);
  const ground: Ground = {
    now: 0,
    proof: undefined,
    stream: (streamId) => streams.get(streamId),
    claim: () => undefined,
    claimWithId: () => undefined,
    tally: () => [],
    secure: () => undefined,
    secureTarget: () => undefined,
  };
  const rules = {
    processOf: (name: string) => (name === 'scripted' ? (scripted as ReturnType<typeof processOf>) : processOf(name)),
    reactions: outcomeReactions(() => 'scripted' as never),
  };
  const ids = { event: () => 'e', reaction: () => 'r' };
  const execute = (command: { type: string } & Readonly<Record<string, unknown>>) => {
    const { moves, problem } = decideAll(
      { streamId: streamIdOf('approval', 'v'), command, origin: 'caller', commandId: 'c' },
      ground,
      rules,
      ids,
    );
    for (const { streamId, process, after } of moves) streams.set(streamId, { state: after, policyVersion: process.policyVersion(after) });
    return problem?.code;
  };
  const opening = {
    ...{ type: 'OpenApproval', matter: { type, id: 'q' }, subjectId: 's', requestedBy: 'r', managers: ['m'] },
    roleStreams: { 'it-admin': 'it', operator: 'op' },
  };
  const decide = (actor: string) => execute({ type: 'DecideTask', actor, decision, ...(decision === 'reject' && { reasonCode: 'no' }) });
  expect(execute(opening)).toBeUndefined();
  const codes = policyFor(type).stages[0]!.slots.length === 1 ? [decide('it')] : [decide('m'), decide('it')];
  return { codes, state: streams.get('scripted:q')!.state, again: decide('it') };
}

describe.each(['contact-quota', 'purge-waiver', 'breaker-release'] as const)('%s, with a process that waits for it (P7)', (type) => {
  it('reaches it when its people have approved, once', () => {
    const { codes, state, again } = decided(type, 'approve');
    expect([codes.filter((each) => each !== undefined), state.status, again]).toEqual([[], 'approved', 'approval-closed']);
  });

  it('reaches it with the first rejection', () => {
    expect(decided(type, 'reject').state.status).toBe('rejected');
  });
});
