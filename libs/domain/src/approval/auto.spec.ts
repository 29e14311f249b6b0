import { given, registering } from '#testing';
import { decideAll, type Ground } from '../decision';
import { day, type Command } from '../decider';
import { processOf } from '../processes';
import { reactions } from '../reactions';
import type { Registration } from '../registration/registration';
import type { RegistrationEvent } from '../registration/registration.events';
import { registration } from '../registration/registration.process';
import { applying } from '../registration/steps';
import type { Role } from '../role/role';
import { policyStreamOf, type StoredPolicy } from '../approval-policy/approval-policy';
import { ruleFor, type RiskAlert } from './auto';
import { approvalPolicy, rolesAsked } from './approval.policy';
import type { AutoRule } from './policy';
import { approval, approvalWith, type ApprovalCommand } from './approval.process';
import { approvalPolicies } from './matters';

const clear = { position: 'sales', autoApprove: true, device: 'genuine', identity: 'confirmed' } as const;
const open: RiskAlert = { status: 'open' };
const itAdmins: Role = { status: 'granted', companyId: 'c', role: 'it-admin', holders: ['it'] };
const opening = (fields: Partial<typeof clear> | { device: 'not-genuine' } | { identity: 'elsewhere' } = {}): ApprovalCommand => ({
  type: 'OpenApproval',
  matter: { type: 'registration', id: 'r' },
  ...{ companyId: 'c', subjectId: 's', requestedBy: 'a', managers: ['m'], roleStreams: { 'it-admin': 'i' } },
  applicant: { ...clear, alertId: 'alert', ...fields },
});
const decided = (command: ApprovalCommand, alert?: RiskAlert) =>
  approval.decide(approval.initial, command, { 'it-admin': itAdmins, ...(alert && { alert }) }, 0).events;

describe('a rule that approves without people (P2)', () => {
  it('approves at the opening, and the outcome names the rule', () => {
    expect(decided(opening())).toMatchObject([
      { type: 'ApprovalOpened' },
      { type: 'ApprovalApproved', decidedBy: { kind: 'rule', id: 'position-needs-no-confirmation' } },
    ]);
    expect(decided(opening())[0]).not.toHaveProperty('suspended');
  });

  it('approves although there is nobody to ask: people are needed only where it is suspended', () => {
    const nobody = { ...opening(), managers: [] } as ApprovalCommand;
    given(approval)().when(nobody, { at: 0 }).thenAccepted();
    given(approval)()
      .when(nobody, { at: 0, facts: { alert: open } })
      .thenRefused('approvers-missing', { unmet: ['manager', 'it-admin'] });
  });

  it('is for positions that say so, or for those that it lists', () => {
    const by = (positions: AutoRule['positions'], autoApprove: boolean) =>
      ruleFor({ autoRules: [{ id: 'x', positions }] }, { ...clear, autoApprove }, {})?.rule;
    expect([by('auto-approve', true), by('auto-approve', false)]).toEqual(['x', undefined]);
    expect([by(['sales'], false), by(['finance'], true), by([], true)]).toEqual(['x', undefined, undefined]);
    expect(ruleFor(approvalPolicy, undefined, {})).toBeUndefined();
    expect(ruleFor({ autoRules: [] }, clear, {})).toBeUndefined();
  });

  it.each([
    ['an open risk alert', opening(), open, ['risk-alert']],
    ['an identity that another person has too', opening({ identity: 'elsewhere' }), undefined, ['duplicate-identity']],
    ['a device that is not genuine', opening({ device: 'not-genuine' }), undefined, ['device-not-genuine']],
    [
      'all of them at once',
      opening({ device: 'not-genuine', identity: 'elsewhere' } as never),
      open,
      ['risk-alert', 'duplicate-identity', 'device-not-genuine'],
    ],
  ] as const)('is suspended by %s: people decide, and the opening says why', (_, command, alert, by) => {
    const events = decided(command, alert);
    expect(events).toMatchObject([{ type: 'ApprovalOpened', suspended: { rule: 'position-needs-no-confirmation', by } }]);
    expect(events).toHaveLength(1);
  });

  it('waits until the alert is resolved: somebody who has acknowledged it still looks (V9)', () => {
    const suspended = [{ type: 'ApprovalOpened', suspended: { by: ['risk-alert'] } }];
    for (const status of ['open', 'acknowledged']) expect(decided(opening(), { status })).toMatchObject(suspended);
    for (const status of ['none', 'resolved']) expect(decided(opening(), { status })).toHaveLength(2);
  });

  it('is suspended by any alert about the account that joins, in whichever company it is open (P2, V7)', () => {
    const { applicant } = opening() as ApprovalCommand & { type: 'OpenApproval' };
    const joining = { ...opening(), applicant: { ...applicant!, accountAlerts: ['a in b', 'a in c'] } } as ApprovalCommand;
    const needs = approval.needs(joining, approval.initial, {}) as Record<string, { id?: string }>;
    expect([needs['alert']?.id, needs['alert a in b']?.id, needs['alert a in c']?.id]).toEqual(['alert', 'a in b', 'a in c']);
    const withFacts = (facts: object) => approval.decide(approval.initial, joining, { 'it-admin': itAdmins, ...facts }, 0).events;
    const harmless: RiskAlert = { status: 'resolved', resolved: { outcome: 'harmless' } };
    expect(withFacts({ alert: harmless, 'alert a in b': harmless, 'alert a in c': open })).toMatchObject([
      { type: 'ApprovalOpened', suspended: { by: ['risk-alert'] } },
    ]);
    expect(withFacts({ alert: harmless, 'alert a in b': harmless, 'alert a in c': harmless })).toHaveLength(2);
  });

  it('stays with people where the alert was no false one, also before the submission (V9)', () => {
    const resolved = (outcome: string): RiskAlert => ({ status: 'resolved', resolved: { outcome } });
    expect(decided(opening(), resolved('harmless'))).toHaveLength(2);
    expect(decided(opening(), resolved('confirmed'))).toMatchObject([{ type: 'ApprovalOpened', suspended: { by: ['risk-alert'] } }]);
  });

  it('suspends nothing where no rule would approve it', () => {
    expect(decided(opening({ autoApprove: false } as never), open)[0]).not.toHaveProperty('suspended');
  });
});

const { openedMember, proven, given: told, checked } = registering;
const auto: RegistrationEvent = { ...openedMember, joining: { ...openedMember.joining!, autoApprove: true } };
const ready = (...events: RegistrationEvent[]) =>
  events.reduce<Registration>((state, event) => registration.evolve(state, event), registration.initial);

describe('what a registration tells such a rule (P2)', () => {
  const facts = (...events: RegistrationEvent[]) => applying(ready(...events) as Exclude<Registration, { status: 'none' }>);

  it('is its position, its device, and how its identity was confirmed', () => {
    expect(facts(auto, proven, told, checked())).toMatchObject({ autoApprove: true, device: 'genuine', identity: 'confirmed' });
    expect(facts({ ...auto, integrity: 'rooted' }, proven, told, checked())).toMatchObject({ device: 'not-genuine' });
    expect(facts(auto, proven, { ...told, elsewhere: true })).toMatchObject({ identity: 'elsewhere' });
    expect(facts(auto, proven, told)).toMatchObject({ identity: 'reviewed' });
  });
});

/** Submits a registration, with what its streams hold. `rules`: of the policy that confirms it. */
function submitted(
  events: readonly RegistrationEvent[],
  command: Command,
  { alert, rules = [], stored }: { alert?: RiskAlert; rules?: readonly AutoRule[]; stored?: StoredPolicy },
) {
  const newest = { ...approvalPolicies[5], registration: { ...approvalPolicy, autoRules: rules } };
  const approving = approvalWith({ ...approvalPolicies, 5: newest });
  const streams = new Map<string, { state: { status: string }; policyVersion: number }>([
    ['registration:r', { state: ready(...events), policyVersion: 2 }],
    [`role:${openedMember.roleStreams['it-admin'] ?? 'i'}`, { state: itAdmins, policyVersion: 1 }],
    ['role:stream of it-admin', { state: itAdmins, policyVersion: 1 }],
    ...(stored ? [[`approval-policy:${policyStreamOf('c', 'registration')}`, { state: stored, policyVersion: 1 }] as const] : []),
    ...(alert ? [['risk-alert:alert', { state: alert, policyVersion: 1 }] as const] : []),
  ]);
  const ground: Ground = {
    ...{ now: day, proof: undefined, claim: () => undefined, claimWithId: () => undefined, tally: () => [] },
    ...{ secure: () => undefined, secureTarget: () => undefined },
    stream: (streamId) => streams.get(streamId),
  };
  const made = {
    processOf: (name: string) => (name === 'approval' ? approving : processOf(name)),
    reactions,
  };
  const { moves, problem } = decideAll({ streamId: 'registration:r', command, origin: 'caller', commandId: 'c' }, ground, made, {
    event: (id: string, n: number) => `${id} ${n}`,
    reaction: (...id: string[]) => id.join(' '),
  });
  expect(problem).toBeUndefined();
  return moves.flatMap(({ events: moved }) => moved.map(({ event }) => event.type));
}

describe('a submission that a rule approves (P2)', () => {
  const submit = { type: 'SubmitRegistration', approvalId: 'v' } as Command;
  const withAlert = { ...submit, alertId: 'alert' } as Command;
  const history = [auto, proven, told, checked()];

  it('opens no approval where the position says so, and asks people while a risk alert is open', () => {
    expect(submitted(history, withAlert, {})).toEqual(['RegistrationApproved', 'AccountOpened']);
    expect(submitted(history, withAlert, { alert: { status: 'resolved' } })).toEqual(['RegistrationApproved', 'AccountOpened']);
    expect(submitted(history, withAlert, { alert: open })).toEqual(['RegistrationSubmitted', 'ApprovalOpened']);
    const confirmed = { status: 'resolved', resolved: { outcome: 'confirmed' } };
    expect(submitted(history, withAlert, { alert: confirmed })).toEqual(['RegistrationSubmitted', 'ApprovalOpened']);
  });

  it('goes on in the same transaction where the policy lists the position', () => {
    const { positionStreamId } = openedMember.joining!;
    const rules = [{ id: 'shop-floor', positions: [positionStreamId] }];
    const plain = [openedMember, proven, told, checked()];
    const through = ['RegistrationSubmitted', 'RegistrationApproved', 'ApprovalOpened', 'ApprovalApproved', 'AccountOpened'];
    expect(submitted(plain, submit, { rules })).toEqual(through);
    expect(submitted(plain, withAlert, { rules, alert: open })).toEqual(['RegistrationSubmitted', 'ApprovalOpened']);
    expect(submitted(plain, submit, {})).toEqual(['RegistrationSubmitted', 'ApprovalOpened']);
  });

  it('asks whom the company’s own policy asks, also at a position that needs no confirmation, unless it has such a rule', () => {
    const { id: _id, version: _version, ...content } = { ...approvalPolicy, autoRules: [] as readonly AutoRule[] };
    const policyId = policyStreamOf('c', 'registration');
    // A policy of a company knows the streams of all roles that it asks (X1: the super admin's too).
    const roleStreams = Object.fromEntries(rolesAsked(content).map((role) => [role, `stream of ${role}`]));
    const of = { policyId, companyId: 'c', matterType: 'registration', version: 1, roleStreams, disablings: 0 } as const;
    const kept = (autoRules: readonly AutoRule[]): StoredPolicy => ({ status: 'enabled', ...of, content: { ...content, autoRules } });
    const asked = ['RegistrationSubmitted', 'ApprovalOpened'];
    expect(submitted(history, submit, { stored: kept([]) })).toEqual(asked);
    const rule: AutoRule = { id: 'as-the-position-says', positions: 'auto-approve' };
    const through = ['RegistrationSubmitted', 'RegistrationApproved', 'ApprovalOpened', 'ApprovalApproved', 'AccountOpened'];
    expect(submitted(history, submit, { stored: kept([rule]) })).toEqual(through);
    expect(submitted(history, withAlert, { stored: kept([rule]), alert: open })).toEqual(asked);
    const disabled = { ...kept([]), status: 'disabled' } as StoredPolicy;
    expect(submitted(history, submit, { stored: disabled })).toEqual(['RegistrationApproved', 'AccountOpened']);
  });
});
