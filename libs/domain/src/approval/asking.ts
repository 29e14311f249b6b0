import type { Instant } from '../decider';
import { holdersOf, type RoleFacts } from '../role/role';
import type { Selector, SlotPolicy, StagePolicy } from './policy';
import { personOf, type Aliases } from './people';
import { roleAsked, type RecordedSelector } from './selector';
import type { Slot, Stage } from './stage';

/** Where the people of a stage are found, and who of them never decides. */
export interface Asking {
  requestedBy: string;
  managers: readonly string[];
  barred?: readonly string[] | undefined;
  aliases?: Aliases | undefined;
  facts: Partial<RoleFacts>;
}

interface Place {
  round: number;
  /** From 1. */
  index: number;
  openedAt: Instant;
}

/** The stage as it opens now, with a task for everybody whom it asks. */
export function stageAsked({ slots, rule, distinct, selfApproval, ifNone }: StagePolicy, place: Place, asking: Asking): Stage {
  const { round, index, openedAt } = place;
  const asked = slots.map((slot, s) => slotAsked(slot, [round, index, s + 1].join('.'), { selfApproval, ifNone }, asking));
  return { index, rule, distinct, openedAt, slots: asked };
}

function slotAsked(
  { selector, need }: SlotPolicy,
  place: string,
  { selfApproval, ifNone }: Pick<StagePolicy, 'selfApproval' | 'ifNone'>,
  asking: Asking,
): Slot {
  const { requestedBy, aliases = {} } = asking;
  const named = peopleBy(selector, asking) ?? [];
  if (selfApproval === 'skip' && named.includes(personOf(aliases, requestedBy))) return { selector, need, tasks: [], skipped: true };
  const tasksOf = (people: readonly string[]) => people.map((assignee, n) => ({ taskId: `${place}.${n + 1}`, assignee }));
  const own = mayDecide(named, asking);
  if (own.length > 0 || ifNone === 'reject') return { selector, need, tasks: tasksOf(own) };
  const others = mayDecide(peopleBy(ifNone, asking) ?? [], asking);
  return { selector, need, tasks: tasksOf(others), ...(others.length > 0 && { fallback: ifNone }) };
}

/** The people of a selector, each by one id; undefined for a role that is not known here. */
export function peopleBy(
  selector: Selector | RecordedSelector,
  asking: Pick<Asking, 'managers' | 'aliases' | 'facts'>,
): readonly string[] | undefined {
  const { managers, aliases = {}, facts } = asking;
  const each = (ids: readonly string[]) => [...new Set(ids.map((id) => personOf(aliases, id)))];
  if (selector.kind === 'manager') return each(managers);
  if (selector.kind === 'user') return each([selector.user]);
  const asked = roleAsked(selector);
  const role = asked && facts[asked];
  return role && each(holdersOf(role));
}

/** Of these people those who may decide: not the requester, nor who may be the same person. */
export function mayDecide(
  people: readonly string[],
  { requestedBy, barred = [], aliases = {} }: Omit<Asking, 'managers' | 'facts'>,
): readonly string[] {
  const never = new Set([requestedBy, ...barred].map((id) => personOf(aliases, id)));
  return people.filter((person) => !never.has(person));
}
