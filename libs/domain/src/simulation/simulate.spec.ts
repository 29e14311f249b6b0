import fc from 'fast-check';
import { InMemory } from '#testing';
import { day, hour, type Command, type Event, type Instant } from '../decider';
import { isPending, type Approval } from '../approval/approval';
import { secondExportPolicy } from '../approval/approval.policy';
import type { Rule, Selector, StagePolicy } from '../approval/policy';
import { approval as process } from '../approval/approval.process';
import { peopleNamed } from '../approval/resolving';
import type { PolicyContent } from '../approval-policy/approval-policy';
import { faultsOf } from '../approval-policy/faults';
import { policyStreamOf } from '../approval-policy/approval-policy';
import type { Act, Script } from './script';
import { simulate, timer, type Simulated } from './simulate';
import { simulationPolicy } from './simulation.policy';

const { id: _name, version: _number, ...twoConfirmations } = secondExportPolicy;
const [confirmed] = twoConfirmations.stages;
const cast = { requester: 'r', managers: ['m', 'n'], roles: { 'it-admin': ['a', 'm'], 'super-admin': ['s'] } };
const script = (content: PolicyContent | undefined, ...acts: readonly Act[]): Script => ({
  matterType: 'document-export',
  companyId: 'c',
  ...(content && { content }),
  startsAt: 0,
  cast,
  acts,
});
const sunday = { zone: 'Asia/Shanghai', restDays: [0], makeUpDays: [] };
const approves = (person: string, at: Instant): Act => ({ person, at, does: 'approve' });

/** Who did what, and when, in hours from the start. */
const told = (simulated: Simulated | undefined) =>
  simulated!.happened.map((line) =>
    [line.at / hour, line.by, ...(line.refused ? ['refused', line.refused.code] : line.events.map(({ type }) => type))].join(' '),
  );

describe('a simulation', () => {
  it('of the built-in policy tells who decides what and when, every reminder, and how it ends', () => {
    expect(told(simulate(script(undefined)))).toEqual([
      '0 r ApprovalOpened',
      '24 timer ApproversReminded',
      '48 timer ApproversReminded',
      '60 timer StageEscalated',
      '72 timer ApprovalExpired',
    ]);
    const decided = simulate(
      script(undefined, approves('m', 2 * hour), approves('m', 3 * hour), approves('x', 4 * hour), approves('a', 30 * hour)),
    );
    expect(told(decided)).toEqual([
      '0 r ApprovalOpened',
      '2 m TaskDecided',
      '3 m refused already-decided',
      '4 x refused not-an-approver',
      '24 timer ApproversReminded',
      '30 a TaskDecided ApprovalApproved',
    ]);
    expect(decided!.state.status).toBe('approved');
  });

  it('of a stored policy, or of a draft that nobody has stored, lives by its content', () => {
    const content: PolicyContent = {
      ...twoConfirmations,
      expiryHours: 10,
      stages: [{ ...confirmed, chain: [{ afterHours: 1, act: 'remind' }] }],
    };
    expect(told(simulate(script(content)))).toEqual(['0 r ApprovalOpened', '1 timer ApproversReminded', '10 timer ApprovalExpired']);
  });

  it('counts working days by the calendar that its company has chosen (R16)', () => {
    const content: PolicyContent = { ...twoConfirmations, stages: [{ ...confirmed, chain: [{ afterWorkingDays: 1, act: 'remind' }] }] };
    const calendars = {
      'company:c': { status: 'verified', calendar: { storedId: 'o' } },
      'calendar:o': { status: 'kept', calendarId: 'office', version: 1, ...sunday, holidays: ['1970-01-02'], knownUntil: '1970-12-31' },
    };
    const reminded = (life: Script) => told(simulate(life))[1];
    // It starts on a Thursday: without holidays the next day is a working day.
    expect(reminded(script(content))).toBe('24 timer ApproversReminded');
    expect(reminded({ ...script(content), calendars })).toBe('48 timer ApproversReminded');
  });

  it('tells that an approval would not open for want of people', () => {
    const alone = { ...script(undefined), cast: { ...cast, roles: {} } };
    expect(told(simulate(alone))).toEqual(['0 r refused approvers-missing']);
  });

  it('asks others in place of who is absent', () => {
    const away = simulate(
      script(
        undefined,
        { person: 'a', at: hour, does: 'leave' },
        approves('a', 2 * hour),
        approves('n', 2 * hour),
        approves('m', 3 * hour),
      ),
    );
    expect(told(away)).toEqual([
      '0 r ApprovalOpened',
      '1 worker ApproversResolved',
      '2 a refused not-an-approver',
      '2 n TaskDecided',
      '3 m TaskDecided ApprovalApproved',
    ]);
  });

  it('begins a new round where somebody returns it, as often as the engine lets them', () => {
    const returns = (at: Instant): Act => ({ person: 'm', at, does: 'return-to-stage', reasonCode: 'unclear' });
    expect(told(simulate(script(undefined, approves('a', hour), ...[2, 3, 4, 5].map((at) => returns(at * hour)))))).toEqual([
      '0 r ApprovalOpened',
      '1 a TaskDecided',
      ...[2, 3, 4].map((at) => `${at} m TaskDecided StageReturned StageOpened`),
      '5 m refused returns-used-up',
      '28 timer ApproversReminded',
      '52 timer ApproversReminded',
      '64 timer StageEscalated',
      '72 timer ApprovalExpired',
    ]);
    const nowhere = simulate(script(undefined, { ...returns(hour), returnTo: 2 } as Act));
    expect(told(nowhere)[1]).toBe('1 m refused stage-not-open');
  });

  it('takes 10,000 steps, and refuses one more', () => {
    const many = (n: number) => script(undefined, ...Array.from({ length: n }, (_, i) => approves('x', i)));
    // The opening, two reminders, the escalation and the end are steps too.
    expect(simulate(many(simulationPolicy.stepsMax - 5))?.steps).toBe(simulationPolicy.stepsMax);
    expect(simulate(many(simulationPolicy.stepsMax - 4))).toBeUndefined();
  });
});

const people = ['a', 'b', 'm', 'n', 's', 'r', 'x'];
const person = fc.constantFrom(...people);
const hours = (max: number) => fc.integer({ min: 1, max });
const selector = fc.constantFrom<Selector[]>(
  { kind: 'manager' },
  { kind: 'role', role: 'it-admin' },
  { kind: 'superAdmin' },
  { kind: 'user', user: 'b' },
);
const rule = fc.constantFrom<Rule[]>('all', 'any', 'sequential', { quorum: 1 });
const chainAct = fc.oneof(
  fc.constantFrom('remind' as const, 'call-operator' as const),
  selector.map((escalate) => ({ escalate })),
  fc.constantFrom('approve' as const, 'reject' as const).map((decide) => ({ decide })),
);
const stage = (place: number): fc.Arbitrary<StagePolicy> =>
  fc.record({
    slots: fc.array(fc.record({ selector, need: fc.constantFrom('any' as const, 'all' as const, 1) }), { minLength: 1, maxLength: 3 }),
    rule,
    distinct: fc.constant(true as const),
    selfApproval: fc.constantFrom('forbid' as const, 'skip' as const),
    ifNone: fc.oneof(fc.constant('reject' as const), selector),
    onReject: fc.constantFrom('reject' as const, { returnTo: place }),
    chain: fc.array(fc.record({ afterHours: hours(70), act: chainAct }), { maxLength: 4 }),
  });
const content = fc
  .record({ first: stage(1), second: fc.option(stage(1)), expiryHours: hours(100) })
  .map(({ first, second, expiryHours }): PolicyContent => ({
    ...twoConfirmations,
    expiryHours,
    stages: second === null ? [first] : [first, second],
  }));
const act: fc.Arbitrary<Act> = fc
  .record({
    at: hours(90).map((count) => count * hour),
    person,
    does: fc.constantFrom('approve', 'approve', 'reject', 'return-to-stage', 'take', 'release', 'leave', 'return', 'withdraw'),
    taskId: fc.constantFrom('1.1.1.1', '1.1.2.1', '1.1.1.2', '1.2.1.1', '2.1.1.1'),
  })
  .map(({ taskId, ...rest }) => ({
    ...rest,
    ...(['take', 'release'].includes(rest.does) && { taskId }),
    ...(['reject', 'return-to-stage'].includes(rest.does) && { reasonCode: 'no' }),
  })) as fc.Arbitrary<Act>;

/** The same life in the domain in memory, from the storing of the policy on: every event of the approval. */
function lived({ content: written, acts, cast: { requester, managers, roles } }: Script): readonly Event[] {
  const memory = new InMemory();
  const send = (type: string, id: string, command: Command, at: Instant) => memory.execute(type, id, command, at);
  send('company', 'c', { type: 'TakeInCompany', companyId: 'c', companyKind: 'enterprise' } as Command, 0);
  for (const [role, holders] of Object.entries(roles))
    for (const principalId of holders) send('role', `role:${role}`, { type: 'GrantRole', companyId: 'c', role, principalId } as Command, 0);
  const roleStreams = Object.fromEntries(Object.keys(roles).map((role) => [role, `role:${role}`]));
  const policyId = policyStreamOf('c', 'document-export');
  const stored = { policyId, companyId: 'c', matterType: 'document-export', content: written, roleStreams, unknownUsers: [] };
  const refused = written && send('approval-policy', policyId, { type: 'StorePolicy', ...stored }, 0);
  if (refused) throw new Error(JSON.stringify(refused));
  const matter = { type: 'document-export', id: 'x' };
  const asked = { matter, companyId: 'c', subjectId: 'y', requestedBy: requester, managers, roleStreams };
  send('approval', 'p', { type: 'OpenApproval', ...asked }, 0);
  const state = () => memory.stream('approval', 'p').state as Approval;
  const next = () => (isPending(state()) ? process.due(state()).toSorted((a, b) => a.dueAt - b.dueAt)[0] : undefined);
  const passTo = (until: Instant) => {
    for (let due = next(); due && due.dueAt <= until; due = next()) send('approval', 'p', due.command, due.dueAt);
  };
  const absent = new Set<string>();
  for (const { at, person: actor, does, ...more } of acts.toSorted((a, b) => a.at - b.at)) {
    passTo(at);
    if (does === 'leave' || does === 'return') {
      if (does === 'leave') absent.add(actor);
      else absent.delete(actor);
      const pending = state();
      const known = isPending(pending) ? [...peopleNamed(pending), ...Object.values(roles).flat()] : [];
      const away = [...absent].filter((each) => known.includes(each));
      if (isPending(pending))
        send('approval', 'p', { type: 'ResolveApprovers', roleStreams, absent: away, left: [], barred: [] } as Command, at);
      continue;
    }
    const decides = { approve: 'approve', reject: 'reject', 'return-to-stage': 'return', take: '', release: '', withdraw: '' }[does];
    const type = {
      approve: 'DecideTask',
      reject: 'DecideTask',
      'return-to-stage': 'DecideTask',
      take: 'TakeTask',
      release: 'ReleaseTask',
      withdraw: 'WithdrawApproval',
    }[does];
    const decision = type === 'DecideTask' && { decision: decides };
    const said = { type, actor, ...(type !== 'WithdrawApproval' && { roleStreams }), ...decision, ...more };
    send('approval', 'p', said, at);
  }
  passTo(100 * day);
  return memory.stream('approval', 'p').events;
}

/** Of a simulation the ids of the matter are its own. */
const eventsIn = ({ happened }: Simulated) => happened.flatMap(({ events }) => events);
const comparable = (events: readonly Event[]) =>
  JSON.parse(
    JSON.stringify(events, (key, value: unknown) => (['matter', 'subjectId', 'roleStreams'].includes(key) ? undefined : value)),
  ) as unknown;

describe('every script', () => {
  it('lives in a simulation as it lives in the engine: the same events at the same instants', () => {
    const around = { matterType: 'document-export', ofCompany: true, groups: {}, unknownUsers: [] } as const;
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        content.filter((each) => faultsOf(each, around).length === 0),
        fc.array(act, { maxLength: 12 }),
        (written, acts) => {
          const life = script(written, ...acts);
          const simulated = simulate(life)!;
          for (const { refused, events } of simulated.happened)
            for (const each of refused ? [refused.code] : events.map(({ type }) => type)) seen.add(each);
          expect(comparable(eventsIn(simulated))).toEqual(comparable(lived(life)));
        },
      ),
      { numRuns: 200 },
    );
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'ApprovalApproved',
        'ApprovalRejected',
        'ApprovalExpired',
        'ApproversResolved',
        'StageOpened',
        'StageReturned',
        'StageEscalated',
        'approvers-missing',
      ]),
    );
  });

  it('fires every alarm by the timer alone', () => {
    const { happened } = simulate(script(undefined, approves('m', hour)))!;
    expect(happened.filter(({ by }) => by === timer).map(({ command }) => command)).toEqual([
      'RemindApprovers',
      'RemindApprovers',
      'EscalateStage',
      'ExpireApproval',
    ]);
  });
});
