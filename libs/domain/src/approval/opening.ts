import { internal, refuse } from '../decider';
import { accounts } from '../account/account';
import { defined, id, instant, list, optional, table, type DataOf } from '../events';
import { rolesByName } from '../role/role';
import { expiry, planOf, rolesAsked } from './approval.policy';
import { countedStages, type ApprovalPolicy } from './policy';
import { openingFields, type Opening } from './approval';
import { alertNeeds, alertsFound, applicant, ruleFor } from './auto';
import { stageAsked } from './asking';
import { isForbidden, policyByClass, ruleOfPlain } from './classification';
import { calendarNeeds, calendarOf, chosenCalendar, countsWorkingDays } from './calendar-of';
import { chosen, policiesAsked, rolesOfChosen, type Chosen, type PolicyFacts } from '../approval-policy/choice';
import { accept, opening } from './conditions';
import { policyFor, waitingProcess } from './matters';
import { partiesAsked } from './parties';
import { personOf } from './people';
import { policyOf } from './policy-of';
import { askedOfOperators } from './second-operator';
import { nameOf, type Stage } from './stage';
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
  /** Who acts for the requester now, by a delegation: nobody asks them, as nobody asks the requester. */
  delegates: optional(list(id)),
  /** Further ids of these people, each with the one that stands for its person. */
  aliases: optional(table(id)),
  /** The managers that the matter names. */
  managers: list(id),
  /** The streams of the roles that the policy asks, and of those by which the requester belongs to the company. */
  roleStreams: table(id),
  /** The account by which the requester may belong to the company. */
  accountId: optional(id),
  classification: openingFields.classification,
  /** What rules go by that approve without people; left out: people decide. */
  applicant: optional(applicant),
  concerns: openingFields.concerns,
  /** Until when, where its process says so; left out: as the policy says. */
  endsAt: optional(instant),
  /** Further roles that are known of the matter: read only where a stored policy asks them. */
  furtherRoles: optional(table(id)),
  ...askedOfOperators,
};
type OpenApproval = DataOf<typeof openApproval>;

export const openingRules = {
  /**
   * P1, X1: the opening finds the people of each slot and records them. Our choice: it refuses if distinct people
   * cannot fill them, because it could only wait. P2: a rule may approve at once, and the opening says what suspends
   * it.
   */
  OpenApproval: opening({
    origin: ['caller', 'reaction', 'effect'],
    right: 'openApproval',
    takes: openApproval,
    exists: internal('approval-exists'),
    /** The requester's account is only locked: what the caller has read of it stays true. */
    needs: ({ roleStreams, accountId, companyId, matter, classification, applicant: applying }) => ({
      ...rolesByName(roleStreams),
      ...policiesAsked(companyId, matter.type),
      account: accountId === undefined ? undefined : accounts.read(accountId),
      ...alertNeeds(applying),
      // A rule may approve at once, and the process of the matter then goes on.
      waits: applying && waitingProcess(matter),
      ...calendarNeeds(countsDays(policyByClass({ matter, classification }) ?? policyFor(matter.type)), companyId),
    }),
    /**
     * A stored policy says which roles it asks and whether it counts working days: only then is a second look taken.
     */
    then: (found, _, command) => ({
      ...rolesByName(chosenFor(command, found) ? rolesOfChosen(found, rolesOnHand(command)) : {}),
      ...calendarNeeds(countsDays(chosenFor(command, found)?.policy), command.companyId),
      chosen: chosenCalendar(found),
    }),
    emits: ['ApprovalOpened', 'ApprovalApproved'],
    refuses: ['approvers-missing'],
    decide: ({ command: sent, facts, now, policy: policies }) => {
      if (isForbidden(sent)) return refuse(internal('export-forbidden'));
      const onHand = rolesOnHand(sent);
      const stored = chosenFor(sent, facts);
      const roles = stored ? rolesOfChosen(facts, onHand) : {};
      const command = { ...partiesAsked(sent, facts.account), roleStreams: { ...onHand, ...roles } };
      const { matter, companyId, departmentId, subjectId, requestedBy, classification, concerns, endsAt, grants, forces } = command;
      const policy = policyOf(defined({ stored, matter, classification }), policies);
      const [planned] = policy.stages;
      if (planned === undefined) return refuse(internal('policy-without-stages'));
      const barred = [...(command.barred ?? []), ...(command.delegates ?? [])];
      const stage = stageAsked(planned, { ...first, openedAt: now }, { ...command, barred, facts });
      const auto = ruleOfPlain(command) ?? ruleFor(policy, command.applicant, alertsFound(facts));
      const isAuto = auto?.by.length === 0;
      if (!isAuto && tally(stage, {}) === 'rejected') return refuse('approvers-missing', { unmet: slotsToAddTo(stage) });
      const byPolicy = { policyId: policy.id, policyVersion: policies[matter.type].version, stored };
      const times = {
        ...planOf(now, planned, calendarOf(facts)),
        expiresAt: endsAt ?? expiry(now, policy),
      };
      const asked = { matter, companyId, departmentId, ...byPolicy, requestedBy, subjectId };
      const opened = {
        ...asked,
        round: first.round,
        stage,
        ...times,
        ...{ sources: sourcesOf(command, policy), stageCount: countedStages(policy) },
        ...{ classification, suspended: isAuto ? undefined : auto, concerns },
        grants,
        forces,
      };
      const event = { type: 'ApprovalOpened', ...defined(opened) } as const;
      return isAuto ? accept(event, { type: 'ApprovalApproved', decidedBy: { kind: 'rule', id: auto.rule } }) : accept(event);
    },
  }),
};

/** P6: the class of a document says who decides; a stored policy takes its place nowhere. */
const chosenFor = (command: OpenApproval, facts: PolicyFacts): Chosen | undefined =>
  policyByClass(command) ? undefined : chosen(facts, rolesOnHand(command));

/** Whether its first stage counts working days. */
const countsDays = (policy: ApprovalPolicy | undefined): boolean => policy?.stages.slice(0, 1).some(countsWorkingDays) ?? false;

/** The streams of all roles that are known of the matter, whether its policy asks them or not. */
const rolesOnHand = ({ roleStreams, furtherRoles }: OpenApproval): Readonly<Record<string, string>> => ({
  ...furtherRoles,
  ...roleStreams,
});

/** People are asked later too: by further stages, by escalations, in a new round, and once they come. */
function sourcesOf(
  { requestedBy, managers, barred = [], aliases = {}, roleStreams }: OpenApproval,
  policy: ApprovalPolicy,
): Opening['sources'] {
  const each = (ids: readonly string[]) => [...new Set(ids.map((id) => personOf(aliases, id)))];
  const streams = rolesAsked(policy).map((role) => [role, roleStreams[role]] as const);
  const requester = Object.keys(aliases).filter((id) => aliases[id] === requestedBy);
  return { managers: each(managers), barred: [...each(barred), ...requester], roleStreams: defined(Object.fromEntries(streams)) };
}

const first = { round: 1, index: 1 };

/** The slots that have nobody, by what they ask for; all of them where each has somebody, but not different people. */
function slotsToAddTo({ slots }: Stage): readonly string[] {
  const empty = slots.filter(({ tasks, skipped }) => tasks.length === 0 && !skipped);
  const named = empty.length > 0 ? empty : slots;
  return named.map(nameOf);
}
