import { internal } from '../decider';
import { rolesByName } from '../role/role';
import { openStage, type DecidedBy, type PendingApproval } from './approval';
import { afterApproval, afterRejection } from './advance';
import { mayDecide, peopleBy } from './asking';
import { chosenCalendar } from './calendar-of';
import { calendarToOpen } from './calendar-to-open';
import { accept, rule, ticking } from './conditions';
import { waitingProcess } from './matters';
import { isDecision, isEscalation, nextStep, type Escalation } from './plan';
import { policyOf } from './policy-of';
import { movedForOperators } from './second-operator';
import { isFilled, isSettled } from './tally';

const mayEscalate = (approval: PendingApproval) => nextStep(approval, isEscalation) !== undefined;
const mayDecideItself = (approval: PendingApproval) => nextStep(approval, isDecision) !== undefined;
const hasSettled = (approval: PendingApproval) => isSettled(openStage(approval), approval.decided);

/** Where people of further stages are found, as needs. */
export const rolesToOpen = ({ sources }: PendingApproval): Readonly<Record<string, string>> => sources?.roleStreams ?? {};

/** What ends the open stage may end the approval, or open another stage. */
const movedByEnd = (approval: PendingApproval) => ({
  matter: waitingProcess(approval.matter),
  ...movedForOperators(approval),
  ...rolesByName(rolesToOpen(approval)),
  ...calendarToOpen(approval),
});

/** What happens by itself while a stage waits. */
export const chainRules = {
  /** X1: others are asked too, wherever somebody is still missing. Who may stand for them is found at that moment. */
  EscalateStage: rule({
    origin: 'clock',
    given: ticking.when(mayEscalate, internal('escalation-not-planned')).from((approval) => nextStep(approval, isEscalation)!.at),
    needs: (_, approval) => rolesByName(rolesToOpen(approval)),
    emits: ['StageEscalated'],
    decide: ({ state, facts }) => {
      const { escalate } = nextStep(state, isEscalation)!.act as Escalation;
      const { requestedBy, sources = { managers: [], barred: [] } } = state;
      const asking = { requestedBy, ...sources, facts };
      const people = mayDecide(peopleBy(escalate, asking) ?? [], asking);
      return accept({ type: 'StageEscalated', selector: escalate, opened: tasksFor(people, state) });
    },
  }),
  /** Nobody has decided in time: the policy says how. */
  DecideStage: rule({
    origin: 'clock',
    given: ticking.when(mayDecideItself, internal('decision-not-planned')).from((approval) => nextStep(approval, isDecision)!.at),
    needs: (_, approval) => movedByEnd(approval),
    then: (found) => ({ chosen: chosenCalendar(found) }),
    emits: ['StageDecided', 'StageOpened', 'StageReturned', 'ApprovalApproved', 'ApprovalRejected'],
    decide: ({ state, facts, now, policy: policies }) => {
      const { decide: verdict } = nextStep(state, isDecision)!.act as { decide: 'approve' | 'reject' };
      const decidedBy: DecidedBy = { kind: 'timer', id: 'DecideStage' };
      const of = { approval: state, policy: policyOf(state, policies), facts, now, decidedBy };
      const after = verdict === 'approve' ? afterApproval(of) : afterRejection(of, 'decided-by-timer');
      return accept({ type: 'StageDecided', verdict, decidedBy }, ...after);
    },
  }),
  /** Our choice: where nothing is left to decide, as where the requester is all who is asked, it goes on by itself. */
  SettleStage: rule({
    origin: 'clock',
    given: ticking.when(hasSettled, internal('stage-open')),
    needs: (_, approval) => movedByEnd(approval),
    then: (found) => ({ chosen: chosenCalendar(found) }),
    emits: ['StageOpened', 'ApprovalApproved', 'ApprovalRejected'],
    decide: ({ state, facts, now, policy: policies }) => {
      const decidedBy: DecidedBy = { kind: 'rule', id: 'nothing-left-to-decide' };
      return accept(...afterApproval({ approval: state, policy: policyOf(state, policies), facts, now, decidedBy }));
    },
  }),
};

/** A task for each of them in every slot that waits, where they have none yet. */
function tasksFor(people: readonly string[], approval: PendingApproval) {
  const { index, slots } = openStage(approval);
  return slots.flatMap((slot, s) => {
    if (isFilled(slot, approval.decided)) return [];
    const before = slot.tasks.length + (approval.former ?? []).filter((each) => each.slot === s + 1).length;
    const asked = new Set(slot.tasks.map(({ assignee }) => assignee));
    const further = people.filter((person) => !asked.has(person));
    return further.map((assignee, n) => ({ slot: s + 1, taskId: [approval.round, index, s + 1, before + n + 1].join('.'), assignee }));
  });
}
