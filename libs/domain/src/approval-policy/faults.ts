import { companyRoles, platformGrants, identityReviewer } from '../role/role';
import type { Selector, StagePolicy } from '../approval/approval.policy';
import type { MatterType } from '../approval/matters';
import { approvalPolicyPolicy as limits, mayBeStored } from './approval-policy.policy';
import type { PolicyContent } from './approval-policy';
import { faultsOfChain } from './faults-of-chain';
import { faultsOfStage } from './faults-of-stage';

/** One thing that is wrong in a policy, at its place in the content: `stages.0.rule.quorum`. */
export interface Fault {
  path: string;
  code: FaultCode;
  message: string;
}

/** What can be wrong, each with a sentence for who has written it. */
export const faultMessages = {
  'matter-fixed': 'Approvals of this matter keep the built-in policy',
  'stages-missing': 'A policy needs one stage at least',
  'slots-missing': 'A stage needs one slot at least',
  'too-many': 'There are more of them than a policy may have',
  'too-large': 'The policy is longer than 16 KiB, written as JSON',
  'out-of-range': 'The number is smaller than 1, or larger than a policy may have it',
  'quorum-out-of-reach': 'The quorum asks for more slots than the stage has',
  'need-out-of-reach': 'The slot needs more people than it asks',
  'nobody-can-fill': 'No different people can fill the slots of this stage: it could only be rejected',
  'role-unknown': 'There is no such role to ask here: roles of the company for its own matters, of the platform for its',
  'group-unknown': 'The company has no such group, or nobody is in it',
  'user-unknown': 'Nobody has this id',
  'selector-not-here': 'An identity is reviewed by the role identity-reviewer alone',
  'self-approval-here': 'Nobody counts as the reviewer of their own identity',
  'escalation-cycle': 'This asks people who were asked before: a step or a fallback must lead to others',
  'step-after-expiry': 'The step comes when the approval has lapsed already, or at that instant',
  'step-after-decision': 'An earlier step has decided: this one would never come',
  'returns-forward': 'A rejection returns to this stage or to an earlier one',
  'never-ends': 'Without an expiry, a step of each chain must decide or call an operator',
  'auto-rule-repeated': 'Two rules have the same id',
  'auto-rule-without-position': 'Only a registration has a position that a rule could approve it by',
} as const;
export type FaultCode = keyof typeof faultMessages;

export const fault = (path: string, code: FaultCode): Fault => ({ path, code, message: faultMessages[code] });

/** What is known beside the content. */
export interface Surroundings {
  matterType: MatterType;
  /** False: the platform's policy, which serves every company that has none of its own. */
  ofCompany: boolean;
  /** The people of groups, by the code of the group; a group that is missing here is unknown. */
  groups: Readonly<Record<string, readonly string[]>>;
  /** Ids of people that are nobody's. */
  unknownUsers: readonly string[];
}

/** Everything that is wrong in a policy, in the order of its content; empty if it can be stored. */
export function faultsOf(content: PolicyContent, around: Surroundings): readonly Fault[] {
  const { stages, expiryHours, keptDays, takingsPerTask } = content;
  return [
    ...(mayBeStored(around.matterType, around.ofCompany ? 'company' : 'platform') ? [] : [fault('', 'matter-fixed')]),
    ...(JSON.stringify(content).length > limits.bytes ? [fault('', 'too-large')] : []),
    ...faultsOfAutoRules(content, around),
    ...(stages.length === 0 ? [fault('stages', 'stages-missing')] : []),
    ...(stages.length > limits.stages ? [fault('stages', 'too-many')] : []),
    ...stages.flatMap((stage, s) => [
      ...(around.matterType === 'identity-review' && stage.selfApproval === 'skip'
        ? [fault(`stages.${s}.selfApproval`, 'self-approval-here')]
        : []),
      ...faultsOfStage(stage, s, around),
      ...placesOfSelectors(stage, s).flatMap(([path, selector]) => faultsOfSelector(path, selector, around)),
      ...faultsOfChain(stage, s, expiryHours),
    ]),
    ...outOfRange('expiryHours', expiryHours, limits.hoursMax),
    ...outOfRange('keptDays', keptDays, limits.keptDaysMax),
    ...outOfRange('takingsPerTask', takingsPerTask, limits.takingsMax),
  ];
}

export const outOfRange = (path: string, value: number | undefined, max: number): readonly Fault[] =>
  value === undefined || (value >= 1 && value <= max) ? [] : [fault(path, 'out-of-range')];

function faultsOfAutoRules({ autoRules }: PolicyContent, { matterType }: Surroundings): readonly Fault[] {
  const ids = autoRules.map(({ id }) => id);
  return [
    ...(autoRules.length > limits.autoRules ? [fault('autoRules', 'too-many')] : []),
    ...(autoRules.length > 0 && matterType !== 'registration' ? [fault('autoRules', 'auto-rule-without-position')] : []),
    ...autoRules.flatMap(({ id, positions }, r) => [
      ...(ids.indexOf(id) < r ? [fault(`autoRules.${r}.id`, 'auto-rule-repeated')] : []),
      ...(positions.length > limits.positionsPerRule ? [fault(`autoRules.${r}.positions`, 'too-many')] : []),
    ]),
  ];
}

/** Everybody whom a stage may ask, each with the place that names them. */
const placesOfSelectors = ({ slots, ifNone, chain }: StagePolicy, s: number): readonly (readonly [string, Selector])[] => [
  ...slots.map(({ selector }, i) => [`stages.${s}.slots.${i}.selector`, selector] as const),
  ...(ifNone === 'reject' ? [] : [[`stages.${s}.ifNone`, ifNone] as const]),
  ...chain.flatMap(({ act }, i) =>
    typeof act === 'object' && 'escalate' in act ? [[`stages.${s}.chain.${i}.act.escalate`, act.escalate] as const] : [],
  ),
];

/** R17: identities are reviewed by reviewers alone, who are appointed for it: nobody else learns why a person must look. */
function faultsOfSelector(
  path: string,
  selector: Selector,
  { matterType, ofCompany, groups, unknownUsers }: Surroundings,
): readonly Fault[] {
  const isReview = matterType === 'identity-review';
  if (isReview && selector.kind !== 'role') return [fault(path, 'selector-not-here')];
  switch (selector.kind) {
    case 'role': {
      const roles: readonly string[] = isReview ? [identityReviewer] : ofCompany ? companyRoles : [...companyRoles, ...platformGrants];
      return roles.includes(selector.role) ? [] : [fault(`${path}.role`, 'role-unknown')];
    }
    case 'group':
      return (groups[selector.group] ?? []).length > 0 ? [] : [fault(`${path}.group`, 'group-unknown')];
    case 'user':
      return unknownUsers.includes(selector.user) ? [fault(`${path}.user`, 'user-unknown')] : [];
    default:
      return [];
  }
}
