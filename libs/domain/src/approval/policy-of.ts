import type { ApprovalPolicy } from './policy';
import { policyByClass } from './classification';
import type { Opening } from './approval';
import type { PoliciesByMatter } from './matters';

/**
 * The one place that finds the policy of an approval: the stored one that it has recorded, else the built-in one of its
 * matter, or of the class of its document, in its version.
 */
export const policyOf = (of: Pick<Opening, 'stored' | 'matter' | 'classification'>, policies: PoliciesByMatter): ApprovalPolicy =>
  of.stored?.policy ?? policyByClass(of) ?? policies[of.matter.type];
