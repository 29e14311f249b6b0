import { calendarPolicy } from '../calendar/calendar.policy';
import { afterWorkingDays } from '../calendar/calendar';
import { hour, refuse, type Instant } from '../decider';
import { flag, optional } from '../events';
import { isOpened, type PendingApproval } from './approval';
import { calendarNeeds, calendarOf, chosenCalendar, namedBy, type CountedBy } from './calendar-of';
import { accept, inTime, rule } from './conditions';
import { clockOf } from './evidence';
import type { PlannedStep } from './stage';

type CountedStep = PlannedStep & { counted: NonNullable<PlannedStep['counted']> };

export const replanningRules = {
  /**
   * R16, our choice: what was counted past the days of a calendar is counted again once it has them, by the calendar
   * that holds now. Nothing that has passed moves, and what was certain only if that is asked for.
   */
  ReplanDeadlines: rule({
    origin: ['caller', 'effect'],
    right: 'replanApproval',
    takes: { all: optional(flag) },
    given: inTime,
    appliesTo: (state) => isOpened(state) && state.workingDays !== undefined,
    needs: (_, { companyId }) => calendarNeeds(true, companyId),
    then: (found) => ({ chosen: chosenCalendar(found) }),
    emits: ['DeadlinesReplanned'],
    refuses: ['calendar-unchanged'],
    decide: ({ state, command: { all = false }, facts, now: instant }) => {
      const [by, now] = [calendarOf(facts), clockOf(state, instant)];
      const isMeant = isToCount(by, all, now);
      if (!state.plan.some(isMeant)) return refuse('calendar-unchanged');
      const plan = state.plan.map((step) => (isMeant(step) ? again(step, by, now) : step));
      return accept({
        type: 'DeadlinesReplanned',
        plan: plan.map(withoutDone),
        workingDays: { ...namedBy(by), provisional: isProvisional(plan) },
      });
    },
  }),
};

/** A step that is to come, was counted in working days, and was not counted by this calendar. */
const isToCount =
  (by: CountedBy, all: boolean, now: Instant) =>
  (step: PlannedStep): step is CountedStep =>
    !step.done && step.at > now && step.counted !== undefined && (all || step.counted.provisional) && !isBy(step.counted, by);

const isBy = ({ calendarId, version, storedId }: CountedStep['counted'], by: CountedBy): boolean =>
  calendarId === by.calendar.id && version === by.calendar.version && storedId === by.storedId;

/** A pause has moved it by as much as it lies behind what was counted. */
function again({ counted, ...step }: CountedStep, by: CountedBy, now: Instant): PlannedStep {
  const paused = step.at - counted.at;
  const { at, provisional } = afterWorkingDays(by.calendar, counted.from, counted.days);
  const soonest = Math.min(step.at, now + calendarPolicy.replanNoticeHours * hour);
  const moved = Math.max(at + paused, soonest);
  return { ...step, at: moved, counted: { days: counted.days, from: counted.from, at: moved - paused, ...namedBy(by), provisional } };
}

/** Of a step that has happened the state knows it: the event says when each was, and is, to be. */
const withoutDone = ({ done: _done, ...step }: PlannedStep) => step;

const isProvisional = (plan: PendingApproval['plan']): boolean => plan.some(({ done, counted }) => !done && counted?.provisional === true);
