import type { Process } from '../decider';
import { due, evolve, isPurging, noDeregistration, owed, status, type Deregistration, type DeregistrationEvent } from './deregistration';
import { decideWith, needs, type DeregistrationCommand, type DeregistrationFacts } from './deregistration.decide';
import { deregistrationPolicy, type DeregistrationPolicy } from './deregistration.policy';

/** A person's leave: 14 days to think it over, then a purge with receipts, and the number's way back to everybody. */
const deregistrationWith = (
  policy: DeregistrationPolicy,
): Process<Deregistration, DeregistrationEvent, DeregistrationCommand, DeregistrationFacts> => ({
  type: 'deregistration',
  workflow: true,
  policyVersion: () => policy.version,
  initial: noDeregistration,
  evolve,
  decide: decideWith(policy),
  needs,
  due,
  owed,
  troubles: (state) => (isPurging(state) ? Object.keys(state.blocked).map((step) => ({ kind: 'purge-blocked', ref: step })) : []),
  allowed: (state, now) => {
    if (state.status === 'cooling_off' && now < state.coolingOffEndsAt) return ['RevokeDeregistration'];
    return isPurging(state) && Object.keys(state.blocked).length > 0 ? ['RetryPurgeStep'] : [];
  },
  origins: {
    RequestDeregistration: 'caller',
    RevokeDeregistration: 'caller',
    RetryPurgeStep: 'caller',
    RemindOfCoolingOff: 'clock',
    EndCoolingOff: 'clock',
    EndDirectoryRetention: 'clock',
    ReleasePhone: 'clock',
    RecordPurgeStep: 'effect',
  },
  status,
  outcome: (state) => (state.status === 'revoked' || state.status === 'closed' ? state.status : undefined),
  passing: ['purging'],
  minor: ['CoolingOffReminderFellDue'],
  columns: (state) => (state.status === 'none' ? {} : { subjectId: state.subjectId, accountId: state.accountId }),
  view: (state) => {
    switch (state.status) {
      case 'none':
        return {};
      case 'cooling_off':
        return { accountId: state.accountId, coolingOffEndsAt: state.coolingOffEndsAt };
      case 'retained':
        return {
          accountId: state.accountId,
          directoryEndsAt: state.directoryEndsAt,
          phoneFreeAt: state.phoneFreeAt,
          blocked: Object.keys(state.blocked),
        };
      case 'purging':
        return { accountId: state.accountId, blocked: Object.keys(state.blocked) };
      default:
        return { accountId: state.accountId };
    }
  },
});

export const deregistration = deregistrationWith(deregistrationPolicy);
