import { internal, refuse } from '../decider';
import { accounts } from '../account/account';
import { code, count, either, group, truth } from '../events';
import { rulesOf } from '../rule';
import { isPurging, openSteps, type Deregistration, type Purging } from './deregistration';
import type { DeregistrationEvent } from './deregistration.events';
import { directoryEnd, phoneFree, purgeStepNames, stepNames, type DeregistrationPolicy, type Step } from './deregistration.policy';

const { rule, anything, accept } = rulesOf<Deregistration, DeregistrationEvent, DeregistrationPolicy>();

type Retained = Extract<Deregistration, { status: 'retained' }>;
const keepsDirectory = (state: Deregistration): state is Retained => state.status === 'retained' && !state.directoryEnded;
const keepsPhone = (state: Deregistration): state is Retained => state.status === 'retained' && !state.receipts.releasePhone;

const isLast = ({ status, receipts }: Purging, step: Step) =>
  status === 'purging' && purgeStepNames.every((name) => name === step || receipts[name]);

/** Without a step: of the blocked one that was retried least. */
const retriesSoFar = ({ blocked, retries }: Purging, command?: { step: Step }) =>
  Math.min(...(command ? [command.step] : (Object.keys(blocked) as Step[])).map((step) => retries[step] ?? 0));

export const purgeRules = {
  /**
   * D4: never silent. A step leaves a receipt, or the purge is blocked and an operator sees it. The last receipt of a
   * phase ends the phase.
   */
  RecordPurgeStep: rule({
    origin: 'effect',
    takes: {
      step: code(...stepNames),
      result: either(group({ done: truth(true), items: count }), group({ done: truth(false), reason: code() })),
    },
    given: anything.in(isPurging, internal('step-not-owed')),
    needs: (_, { accountId }) => ({ account: accounts.move(accountId) }),
    emits: ['PurgeStepBlocked', 'PurgeStepCompleted', 'PurgeCompleted', 'DeregistrationClosed'],
    decide: ({ state, command: { step, result }, now, policy }) => {
      if (state.receipts[step]) return refuse(internal('step-has-receipt'));
      if (!openSteps(state).includes(step) && !state.blocked[step]) return refuse(internal('step-out-of-order'));
      if (!result.done) {
        const blocked = { type: 'PurgeStepBlocked', step, at: now, reason: result.reason } as const;
        return state.blocked[step] ? refuse(internal('step-blocked')) : accept(blocked);
      }
      const completed = { type: 'PurgeStepCompleted', step, at: now, items: result.items } as const;
      if (step === 'destroyKeys') return accept(completed, { type: 'DeregistrationClosed' });
      if (!isLast(state, step)) return accept(completed);
      return accept(completed, { type: 'PurgeCompleted', directoryEndsAt: directoryEnd(now, policy), phoneFreeAt: phoneFree(now, policy) });
    },
  }),
  /** An operator retries the step after settling the matter with the holder of the data. */
  RetryPurgeStep: rule({
    origin: 'caller',
    right: 'retryPurgeStep',
    takes: { step: code(...stepNames) },
    given: anything.in(isPurging, 'step-not-blocked').when(({ blocked }) => Object.keys(blocked).length > 0, 'step-not-blocked'),
    atMost: { times: ({ retriesPerStep }) => retriesPerStep, soFar: retriesSoFar },
    emits: ['PurgeStepRetried'],
    refuses: ['step-not-blocked'],
    decide: ({ state: { blocked, retries }, command: { step } }) =>
      blocked[step] ? accept({ type: 'PurgeStepRetried', step, attempt: (retries[step] ?? 0) + 1 }) : refuse('step-not-blocked'),
  }),
  /** D5: the company directory has kept its entry long enough. */
  EndDirectoryRetention: rule({
    origin: 'clock',
    given: anything.in(keepsDirectory, internal('directory-not-retained')).from(({ directoryEndsAt }) => directoryEndsAt),
    emits: ['DirectoryRetentionEnded'],
    decide: () => accept({ type: 'DirectoryRetentionEnded' }),
  }),
  /** D6: from here on anybody may register with the number. */
  ReleasePhone: rule({
    origin: 'clock',
    given: anything.in(keepsPhone, internal('phone-not-retained')).from(({ phoneFreeAt }) => phoneFreeAt),
    emits: ['PhoneReleased'],
    decide: ({ state: { phoneId }, now }) => ({
      events: [{ type: 'PhoneReleased', at: now }],
      claims: [{ change: 'free', identifierId: phoneId }],
    }),
  }),
};
