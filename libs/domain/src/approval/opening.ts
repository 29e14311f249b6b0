import { internal, refuse } from '../decider';
import { accounts } from '../account/account';
import { defined, id, list, optional, table, type DataOf } from '../events';
import { holdersOf, rolesByName, type RoleFacts } from '../role/role';
import { expiry, planOf, type Selector, type StagePolicy } from './approval.policy';
import { openingFields } from './approval';
import { accept, opening } from './conditions';
import { personOf } from './people';
import { askedOfOperators } from './second-operator';
import { nameOf, type Slot, type Stage } from './stage';
import { tally } from './tally';

const openApproval = {
  matter: openingFields.matter,
  companyId: optional(id),
  departmentId: optional(id),
  subjectId: id,
  /** The principal of the requester, who never counts as an approver. */
  requestedBy: id,
  /** People who must not decide either: they may be the requester under another principal. */
  barred: optional(list(id)),
  /** Further ids of these people, each with the one that stands for its person. */
  aliases: optional(table(id)),
  /** The managers that the matter names. */
  managers: list(id),
  /** The streams of the roles that the policy asks, and of those by which the requester belongs to the company. */
  roleStreams: table(id),
  /** The account by which the requester may belong to the company. */
  accountId: optional(id),
  ...askedOfOperators,
};
type OpenApproval = DataOf<typeof openApproval>;

export const openingRules = {
  /**
   * P1, X1: the opening finds the people of each slot and records them. Our choice: it refuses if distinct people
   * cannot
   * fill them, because it could only wait.
   */
  OpenApproval: opening({
    origin: ['caller', 'reaction'],
    right: 'openApproval',
    takes: openApproval,
    exists: internal('approval-exists'),
    /** The requester's account is only locked: what the caller has read of it stays true. */
    needs: ({ roleStreams, accountId }) => ({
      ...rolesByName(roleStreams),
      account: accountId === undefined ? undefined : accounts.read(accountId),
    }),
    emits: ['ApprovalOpened'],
    refuses: ['approvers-missing'],
    decide: ({ command, facts, now, policy: policies }) => {
      const { matter, companyId, departmentId, subjectId, requestedBy, grants, forces } = command;
      const policy = policies[matter.type];
      const [planned] = policy.stages;
      const stage = openedStage(planned, command, facts);
      if (tally(stage, {}) === 'rejected') return refuse('approvers-missing', { unmet: slotsToAddTo(stage) });
      const byPolicy = { policyId: policy.id, policyVersion: policy.version };
      const times = {
        ...planOf(now, planned),
        expiresAt: expiry(now, policy),
      };
      const asked = { matter, companyId, departmentId, ...byPolicy, requestedBy, subjectId };
      const opened = { ...asked, round: firstRound, stage, ...times, grants, forces };
      return accept({ type: 'ApprovalOpened', ...defined(opened) });
    },
  }),
};

const firstRound = 1;
const firstStage = 1;

function openedStage({ slots, rule, distinct }: StagePolicy, command: OpenApproval, facts: RoleFacts): Stage {
  const opened = slots.map(({ selector, need }, s): Slot => {
    const people = peopleAsked(selector, command, facts);
    return { selector, need, tasks: people.map((assignee, t) => ({ taskId: [firstRound, firstStage, s + 1, t + 1].join('.'), assignee })) };
  });
  return { index: firstStage, rule, distinct, slots: opened };
}

/** The slots that have nobody, by what they ask for; all of them where each has somebody, but not different people. */
function slotsToAddTo({ slots }: Stage): readonly string[] {
  const empty = slots.filter(({ tasks }) => tasks.length === 0);
  const named = empty.length > 0 ? empty : slots;
  return named.map(nameOf);
}

/** The people of a slot, each by one id, without the requester and those who may be the same person. */
function peopleAsked(selector: Selector, command: OpenApproval, facts: RoleFacts): readonly string[] {
  const { requestedBy, managers, barred = [], aliases = {} } = command;
  const named = selector.kind === 'manager' ? managers : holdersOf(facts[selector.role]);
  const never = [requestedBy, ...barred].map((id) => personOf(aliases, id));
  return [...new Set(named.map((id) => personOf(aliases, id)))].filter((person) => !never.includes(person));
}
