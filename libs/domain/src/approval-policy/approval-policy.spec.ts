import { expectTables, given } from '#testing';
import type { Company } from '../company/company';
import { secondExportPolicy } from '../approval/approval.policy';
import { approvalEvents } from '../approval/approval.events';
import { approval } from '../approval/approval.process';
import { matterTypes } from '../approval/matters';
import { canFold } from '../newer-event';
import type { CommandOf, EventIn } from '../processes';
import type { Role } from '../role/role';
import { approvalPolicyPolicy as limits } from './approval-policy.policy';
import { policyStreamOf, type StoredPolicy } from './approval-policy';
import { approvalPolicy as process } from './approval-policy.process';
import { chosen, rolesOfChosen } from './choice';

type Command = CommandOf<'approval-policy'>;
type Event = EventIn<'approval-policy'>;

const { id: _name, version: _number, ...content } = secondExportPolicy;
const company: Company = { status: 'verified', companyId: 'c', companyKind: 'enterprise' };
const written = { content, roleStreams: { 'it-admin': 'r' }, unknownUsers: [] };
const store: Command = { type: 'StorePolicy', policyId: 'p', companyId: 'c', matterType: 'document-export', ...written };
const change: Command = { type: 'ChangePolicy', ...written };
const disable: Command = { type: 'DisablePolicy', reasonCode: 'mistaken' };
const enable: Command = { type: 'EnablePolicy', reasonCode: 'corrected' };
const kept = { content, roleStreams: { 'it-admin': 'r' } };
const stored: Event = { type: 'PolicyStored', policyId: 'p', companyId: 'c', matterType: 'document-export', ...kept };
const changed = (version: number): Event => ({ type: 'PolicyChanged', version, ...kept });
const disabled: Event = { type: 'PolicyDisabled', reasonCode: 'mistaken' };
const facts = { company };
const policy = given(process);

describe('a stored policy', () => {
  it('holds once its first version is stored; each later version has the next number', () => {
    policy().when(store, { at: 0, facts }).then(stored);
    policy(stored).when(change, { at: 0 }).then(changed(2));
    policy(stored, changed(2)).when(change, { at: 0 }).then(changed(3));
    policy(stored).when(store, { at: 0, facts }).thenRefused('policy-stored-already');
  });

  it('keeps its newest content alone in its state: older ones are in the events', () => {
    const { state } = policy(stored, changed(2), changed(3));
    expect(state()).toEqual({
      status: 'enabled',
      ...{ policyId: 'p', companyId: 'c', matterType: 'document-export', version: 3, disablings: 0 },
      ...kept,
    });
  });

  it('refuses a content with faults, all of them with their paths in the request', () => {
    const broken = { ...written, content: { ...content, stages: [] }, unknownUsers: [] };
    policy()
      .when({ ...store, ...broken }, { at: 0, facts })
      .thenRefused('policy-invalid', {
        errors: [{ path: 'policy.stages', code: 'stages-missing', message: 'A policy needs one stage at least' }],
      });
    policy(stored)
      .when({ ...change, ...broken }, { at: 0 })
      .thenRefused('policy-invalid', {
        errors: [{ path: 'policy.stages', code: 'stages-missing', message: 'A policy needs one stage at least' }],
      });
  });

  it('counts the people of a group under lock', () => {
    const slots = [{ selector: { kind: 'group', group: 'finance' }, need: 2 }] as const;
    const asking = {
      ...written,
      content: { ...content, stages: [{ ...content.stages[0], slots }] },
      roleStreams: { 'group:finance': 'g' },
    };
    expect(process.needs({ ...change, ...asking }, policy(stored).state(), {})).toEqual({
      'group:finance': { need: 'stream', process: 'role', id: 'g', mode: 'read' },
    });
    const group = (...holders: string[]) => ({ status: 'granted', role: 'it-admin', holders }) as Role;
    const on = (role: Role) => ({ at: 0, facts: { ...facts, 'group:finance': role } as never });
    policy()
      .when({ ...store, ...asking }, on(group('a', 'b')))
      .thenAccepted();
    policy()
      .when({ ...store, ...asking }, on(group('a')))
      .thenRefused('policy-invalid', {
        errors: [{ path: 'policy.stages.0.slots.0.need', code: 'need-out-of-reach', message: 'The slot needs more people than it asks' }],
      });
  });

  it('changes as often as the policy says: its events, and so the list of its versions, are bounded', () => {
    policy(stored, changed(limits.changes)).when(change, { at: 0 }).thenAccepted();
    policy(stored, changed(limits.changes + 1))
      .when(change, { at: 0 })
      .thenRefused('repeated-too-often', { limit: limits.changes });
  });

  it('is disabled with a reason and enabled again, as often as the policy says', () => {
    const enabled: Event = { type: 'PolicyEnabled', reasonCode: 'corrected' };
    policy(stored).when(disable, { at: 0 }).then(disabled);
    policy(stored, disabled).when(enable, { at: 0 }).then(enabled);
    const turns = Array.from({ length: limits.disablings }, () => [disabled, enabled]).flat();
    policy(stored, ...turns)
      .when(disable, { at: 0 })
      .thenRefused('repeated-too-often', { limit: limits.disablings });
  });
});

describe('the policy that decides about a matter', () => {
  const of = (version: number, companyId?: string): StoredPolicy => ({
    status: 'enabled',
    ...{ policyId: companyId ?? 'platform', ...(companyId && { companyId }), matterType: 'document-export', version, disablings: 0 },
    ...kept,
  });
  const off = (state: StoredPolicy) => ({ ...state, status: 'disabled' }) as StoredPolicy;

  it('is the company’s own above the platform’s above the built-in one, each only as long as it is enabled', () => {
    const [own, platforms] = [of(3, 'c'), of(2)];
    const idOf = (...[companyPolicy, platformPolicy]: StoredPolicy[]) => chosen({ companyPolicy, platformPolicy }, {})?.policy.id;
    expect(idOf(own, platforms)).toBe('company:document-export');
    expect(idOf(off(own), platforms)).toBe('platform:document-export');
    expect(idOf({ status: 'none' }, off(platforms))).toBeUndefined();
    expect(chosen({}, {})).toBeUndefined();
  });

  it('is the platform’s only where the matter knows the roles of its company that it asks', () => {
    const platformPolicy: StoredPolicy = { ...of(2), roleStreams: {} } as StoredPolicy;
    expect(chosen({ platformPolicy }, {})).toBeUndefined();
    expect(chosen({ platformPolicy }, { 'it-admin': 'r' })?.version).toBe(2);
    expect(rolesOfChosen({ platformPolicy }, { 'it-admin': 'r', 'super-admin': 's' })).toEqual({ 'it-admin': 'r' });
  });

  it('lies in a stream that follows from the company and the type of the matter, another for each', () => {
    const [a, b] = ['b9a1f0de-0000-4000-8000-000000000001', 'b9a1f0de-0000-4000-8000-0000ffffffff'];
    const streams = [a, b, undefined].flatMap((company) => matterTypes.map((type) => policyStreamOf(company, type)));
    expect(new Set(streams).size).toBe(3 * matterTypes.length);
    for (const stream of streams) expect(stream).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[48][0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(policyStreamOf(a, 'registration')).toBe(policyStreamOf(a, 'registration'));
  });
});

describe('a release that knows no stored policies, or fewer matters', () => {
  it('folds no approval that was opened under one: it decides nothing about it', () => {
    const { stored: _unknown, ...former } = approvalEvents.ApprovalOpened.shape;
    const before = { ApprovalOpened: { ...approvalEvents.ApprovalOpened, shape: former } };
    const asked = {
      matter: { type: 'document-export', id: 'x' },
      companyId: 'c',
      subjectId: 's',
      requestedBy: 'r',
      managers: ['m'],
    } as const;
    const opening = { type: 'OpenApproval', ...asked, roleStreams: {} } as const;
    const admins: Role = { status: 'granted', role: 'it-admin', holders: ['a'] };
    const companyPolicy = policy(stored).state();
    const opened = (facts: object) => approval.decide(approval.initial, opening, { 'it-admin': admins, ...facts }, 0).events[0]!;
    expect([opened({}), opened({ companyPolicy })].map((event) => canFold(before, event))).toEqual([true, false]);
    expect(canFold(approvalEvents, opened({ companyPolicy }))).toBe(true);
  });

  it('reads no policy for a matter that it does not know', () => {
    const state = policy(stored).state();
    const readable = (matterType: string) =>
      process.canRead({ policyVersion: 1, status: 'enabled', state: { ...state, matterType } as StoredPolicy });
    expect([readable('document-export'), readable('of-a-later-release')]).toEqual([true, false]);
  });
});

it('accepts and refuses each command in each state', () => {
  const keyOf = (state: StoredPolicy) => state.status;
  expectTables(process, keyOf, [
    {
      row: ({ status }) => status,
      columns: {
        store: () => [{ command: store, facts: facts }],
        change: () => [{ command: change }],
        disable: () => [{ command: disable }],
        enable: () => [{ command: enable }],
      },
      written: `
        | store                 | change            | disable           | enable
none     | ✓                     | policy-not-stored | policy-not-stored | policy-not-stored
enabled  | policy-stored-already | ✓                 | ✓                 | policy-enabled
disabled | policy-stored-already | ✓                 | policy-disabled   | ✓
`,
    },
  ]);
});
