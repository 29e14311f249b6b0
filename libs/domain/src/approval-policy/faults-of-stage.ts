import type { SlotPolicy, StagePolicy } from '../approval/policy';
import { canFillDistinctly } from '../approval/slots';
import { approvalPolicyPolicy as limits } from './approval-policy.policy';
import { fault, outOfRange, type Fault, type Surroundings } from './fault';
import { nameOfSelector as wordOf } from '../approval/selector';

/** What is wrong in a stage, except for its chain. */
export function faultsOfStage(stage: StagePolicy, s: number, around: Surroundings): readonly Fault[] {
  const { slots, rule, onReject, ifNone } = stage;
  const at = `stages.${s}`;
  const needs = slots.flatMap((slot, i) => faultsOfNeed(slot, `${at}.slots.${i}.need`, around));
  const quorum = typeof rule === 'object' ? rule.quorum : undefined;
  const faults = [
    ...(slots.length === 0 ? [fault(`${at}.slots`, 'slots-missing')] : []),
    ...(slots.length > limits.slotsPerStage ? [fault(`${at}.slots`, 'too-many')] : []),
    ...needs,
    ...outOfRange(`${at}.rule.quorum`, quorum, limits.slotsPerStage),
    ...(quorum !== undefined && quorum > slots.length ? [fault(`${at}.rule.quorum`, 'quorum-out-of-reach')] : []),
    ...(typeof onReject === 'object' ? faultsOfReturn(onReject.returnTo, s) : []),
    ...(ifNone !== 'reject' && slots.length > 0 && slots.every(({ selector }) => wordOf(selector) === wordOf(ifNone))
      ? [fault(`${at}.ifNone`, 'escalation-cycle')]
      : []),
  ];
  return faults.length === 0 && !canBeFilled(stage, around) ? [fault(`${at}.slots`, 'nobody-can-fill')] : faults;
}

function faultsOfReturn(returnTo: number, s: number): readonly Fault[] {
  const path = `stages.${s}.onReject.returnTo`;
  if (returnTo > s + 1) return [fault(path, 'returns-forward')];
  return outOfRange(path, returnTo, limits.stages);
}

function faultsOfNeed({ selector, need }: SlotPolicy, path: string, { groups }: Surroundings): readonly Fault[] {
  if (typeof need !== 'number') return [];
  if (need < 1 || need > limits.needMax) return [fault(path, 'out-of-range')];
  const people = selector.kind === 'user' ? 1 : selector.kind === 'group' ? groups[selector.group]?.length : undefined;
  return people !== undefined && need > people ? [fault(path, 'need-out-of-reach')] : [];
}

/** So many places are searched in milliseconds, whatever the rule. */
const placesMax = 100;

/** As far as its people are known by name, and as if all others were enough. */
function canBeFilled({ slots, rule }: StagePolicy, around: Surroundings): boolean {
  const wanted = rule === 'any' ? 1 : typeof rule === 'object' ? rule.quorum : slots.length;
  const places = slots.map((slot, i) => placesOf(slot, i, around));
  // Larger ones are left to the opening, which asks the people of that day: a check of an hour serves nobody.
  if (places.flat().length > placesMax) return true;
  return choices(places, wanted).some((chosen) => canFillDistinctly(chosen.flat()));
}

/** One entry for each approval that the slot needs: who may give it. */
function placesOf({ selector, need }: SlotPolicy, i: number, { groups }: Surroundings): readonly (readonly string[])[] {
  const known = selector.kind === 'user' ? [selector.user] : selector.kind === 'group' ? groups[selector.group] : undefined;
  const count = typeof need === 'number' ? need : need === 'all' ? known?.length || 1 : 1;
  const people = known?.length ? known : Array.from({ length: count }, (_, n) => `somebody ${i} ${n}`);
  return Array.from({ length: count }, () => people);
}

/** Every way to choose this number of them; slots are few. */
function choices<T>(items: readonly T[], count: number): readonly (readonly T[])[] {
  if (count <= 0) return [[]];
  return items.flatMap((item, i) => choices(items.slice(i + 1), count - 1).map((others) => [item, ...others]));
}
