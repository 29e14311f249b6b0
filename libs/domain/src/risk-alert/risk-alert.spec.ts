import { given } from '#testing';
import type { Approval } from '../approval/approval';
import { approval as approvalProcess } from '../approval/approval.process';
import type { Registration } from '../registration/registration';
import type { CommandOf } from '../processes';
import type { RiskAlertEvent } from './risk-alert';
import { reachIn } from './risk-alert';
import { riskAlert as process } from './risk-alert.process';

const alert = given(process);
type Command = CommandOf<'risk-alert'>;
const raise: Command & { type: 'RaiseAlert' } = {
  type: 'RaiseAlert',
  ...{ about: 'registration', aboutId: 'r', subjectId: 's' },
  ...{ places: [{ companyId: 'c', departmentId: 'd' }], causes: ['frequent-by-phone'], demands: [] },
};
const raised: RiskAlertEvent = { ...raise, type: 'RiskAlertRaised', at: 1 };
const resolve = (outcome: 'harmless' | 'confirmed'): Command => ({ type: 'ResolveAlert', by: 'p', outcome, reasonCode: 'x' });
const resolved: RiskAlertEvent = { type: 'RiskAlertResolved', by: 'p', at: 2, outcome: 'confirmed', reasonCode: 'x' };

describe('an alert (V7, V9)', () => {
  it('is one, however much comes up: further causes count on it until it is resolved, then it is open again', () => {
    alert().when(raise, { at: 1 }).then(raised);
    const again = { ...raise, causes: ['proxy'], demands: ['basic', 'mid'] } as const;
    const { type: _type, about: _about, aboutId: _id, subjectId: _subject, ...counted } = again;
    const repeated: RiskAlertEvent = { type: 'RiskAlertRepeated', ...counted, at: 5 };
    alert(raised).when(again, { at: 5 }).then(repeated);
    const acknowledged: RiskAlertEvent = { type: 'RiskAlertAcknowledged', by: 'p', at: 3 };
    alert(raised, acknowledged).when(again, { at: 5 }).then(repeated);
    const state = alert(raised, repeated).state();
    expect(process.view(state)).toMatchObject({ n: 1, times: 2, causes: ['proxy', 'frequent-by-phone'], demands: ['basic', 'mid'] });
    const next = alert(raised, repeated, resolved, { ...raised, at: 9 }).state();
    expect(process.view(next)).toMatchObject({ n: 2, times: 1, causes: ['frequent-by-phone'], demands: [], raisedAt: 9 });
    expect(process.view(next)).not.toHaveProperty('resolvedBy');
  });

  it('is a task of operators until somebody looks after it', () => {
    const troubles = (...events: RiskAlertEvent[]) => process.troubles(alert(...events).state());
    expect(troubles(raised)).toEqual([{ kind: 'risk-alert', ref: 'r' }]);
    expect(troubles(raised, { type: 'RiskAlertAcknowledged', by: 'p', at: 3 })).toEqual([]);
    expect(troubles(raised, resolved)).toEqual([]);
  });

  it('is seen by who administers the person, and never by the person', () => {
    expect(process.seenBy(alert(raised).state(), 'r')).toMatchObject({
      companies: ['c'],
      departments: ['d'],
      accounts: [],
      principals: [],
    });
    const moved = alert(raised, { type: 'RiskAlertMoved', places: [{ companyId: 'e' }] }).state();
    expect(process.seenBy(moved, 'r')).toMatchObject({ companies: ['e'], departments: [] });
  });

  it('lies in the department of the person, or in the whole company where they have none', () => {
    const state = alert(raised).state();
    expect([reachIn(state, 'c'), reachIn(state, 'e'), reachIn({ status: 'none' }, 'c')]).toEqual([['d'], 'company', 'company']);
  });
});

const approving: Approval = {
  ...(approvalProcess.evolve(approvalProcess.initial, {
    type: 'ApprovalOpened',
    ...{ matter: { type: 'registration', id: 'r' }, policyId: 'x', policyVersion: 4, requestedBy: 'a', subjectId: 's', round: 1 },
    ...{ stage: { index: 1, rule: 'all', distinct: true, slots: [] }, plan: [] },
  } as never) as Approval & { status: 'pending' }),
};
const suspendedBy = (...by: string[]) => ({ ...approving, suspended: { rule: 'position-needs-no-confirmation', by } }) as Approval;
const waiting = { status: 'awaiting_approval', approvalId: 'v' } as Registration;

describe('the end of an alert (P2, V9)', () => {
  const resolvedWith = (outcome: 'harmless' | 'confirmed', facts: object) =>
    process.decide(alert(raised).state(), resolve(outcome), facts, 2).events;

  it('lets a submission go on by its rule that waited only for it, where it was harmless', () => {
    const facts = { registration: waiting, approval: suspendedBy('risk-alert') };
    expect(resolvedWith('harmless', facts)).toMatchObject([{ type: 'RiskAlertResolved', frees: 'v' }]);
    expect(resolvedWith('confirmed', facts)[0]).not.toHaveProperty('frees');
  });

  it.each([
    ['that people decide anyway', waiting, approving],
    ['that waits for something else as well', waiting, suspendedBy('risk-alert', 'identity-reviewed')],
    ['that is withdrawn', { status: 'withdrawn', approvalId: 'v' }, suspendedBy('risk-alert')],
    ['whose approval is over', waiting, { ...suspendedBy('risk-alert'), status: 'rejected' }],
    ['that was never made', { status: 'draft' }, undefined],
  ] as const)('leaves a submission alone %s', (_, registration, approval) => {
    expect(resolvedWith('harmless', { registration, approval })[0]).not.toHaveProperty('frees');
  });

  it('is the decision of the rule, as the record says', () => {
    const lift = (state: Approval) => approvalProcess.decide(state, { type: 'LiftSuspension' }, {}, 0);
    expect(lift(suspendedBy('risk-alert')).events).toEqual([
      { type: 'ApprovalApproved', decidedBy: { kind: 'rule', id: 'position-needs-no-confirmation' } },
    ]);
    expect(lift(suspendedBy('risk-alert', 'device-not-genuine')).problem).toEqual({ code: 'not-suspended' });
  });
});
