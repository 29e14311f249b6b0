import type { StagePolicy } from '../approval/policy';
import { day, hour } from '../decider';
import { approvalPolicyPolicy as limits } from './approval-policy.policy';
import { fault, outOfRange, type Fault } from './fault';
import { nameOfSelector as wordOf } from '../approval/selector';

type Step = StagePolicy['chain'][number];

/** The fewest hours after which a step can come: a working day has one day at least. */
const hoursUntil = (step: Step): number => ('afterHours' in step ? step.afterHours : (step.afterWorkingDays * day) / hour);
const decides = ({ act }: Step): boolean => typeof act === 'object' && 'decide' in act;

/** Whether one step comes after another, whatever days lie between: of hours after working days nobody can tell. */
function comesAfter(step: Step, other: Step): boolean {
  if ('afterHours' in step && 'afterWorkingDays' in other) return false;
  return hoursUntil(step) > hoursUntil(other);
}

/**
 * What is wrong in the chain of a stage: it counts from the opening of the stage, which is never before that of the
 * approval.
 */
export function faultsOfChain({ chain, slots }: StagePolicy, s: number, expiryHours: number | undefined): readonly Fault[] {
  const at = `stages.${s}.chain`;
  const deciding = chain.filter(decides);
  const asked = new Set<string>();
  const isForAll = (word: string) => slots.length > 0 && slots.every(({ selector }) => wordOf(selector) === word);
  return [
    ...(chain.length > limits.stepsPerChain ? [fault(at, 'too-many')] : []),
    ...chain.flatMap((step, i) => {
      const place = `${at}.${i}`;
      const counted = 'afterHours' in step ? 'afterHours' : 'afterWorkingDays';
      const escalated = typeof step.act === 'object' && 'escalate' in step.act ? wordOf(step.act.escalate) : undefined;
      const isCycle = escalated !== undefined && (asked.has(escalated) || isForAll(escalated));
      if (escalated !== undefined) asked.add(escalated);
      return [
        ...('afterHours' in step
          ? outOfRange(`${place}.afterHours`, step.afterHours, limits.hoursMax)
          : outOfRange(`${place}.afterWorkingDays`, step.afterWorkingDays, limits.workingDaysMax)),
        ...(expiryHours !== undefined && hoursUntil(step) >= expiryHours ? [fault(`${place}.${counted}`, 'step-after-expiry')] : []),
        ...(deciding.some((other) => comesAfter(step, other)) ? [fault(place, 'step-after-decision')] : []),
        ...(isCycle ? [fault(`${place}.act.escalate`, 'escalation-cycle')] : []),
      ];
    }),
    ...(expiryHours === undefined && !chain.some((step) => decides(step) || step.act === 'call-operator') ? [fault(at, 'never-ends')] : []),
  ];
}
