import { companyRoles, platformGrants, identityReviewer } from '../role/role';
import type { Selector, StagePolicy } from '../approval/policy';
import { approvalPolicyPolicy as limits, mayBeStored } from './approval-policy.policy';
import type { PolicyContent } from './approval-policy';
import { fault, outOfRange, type Fault, type Surroundings } from './fault';
import { faultsOfChain } from './faults-of-chain';
import { faultsOfStage } from './faults-of-stage';

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

const ofSize: readonly Fault['code'][] = ['too-many', 'too-large', 'out-of-range', 'quorum-out-of-reach'];

/** Only what makes it larger than any policy may be, whatever else is wrong in a draft. */
export const sizeFaults = (content: PolicyContent): readonly Fault[] =>
  faultsOf(content, { matterType: 'document-export', ofCompany: true, groups: {}, unknownUsers: [] }).filter(({ code }) =>
    ofSize.includes(code),
  );

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

/**
 * R17: identities are reviewed by reviewers alone, who are appointed for it: nobody else learns why a person must look.
 */
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
