import { layeredExportPolicy } from './matters.policy';
import type { ApprovalPolicy } from './policy';
import type { MatterType } from './matters';

/** How secret a document is (P6). */
export const classifications = ['plain', 'core', 'secret'] as const;
export type Classification = (typeof classifications)[number];

interface Classified {
  matter: { type: MatterType };
  classification?: Classification;
}

/** P6: nobody exports a secret document. */
export const isForbidden = ({ classification }: Classified): boolean => classification === 'secret';

/** P6: a plain one goes directly, by this rule; the approval is its record. */
export const ruleOfPlain = ({ classification }: Classified): { rule: string; by: readonly [] } | undefined =>
  classification === 'plain' ? { rule: 'plain-document', by: [] } : undefined;

/** P6: a core one passes layers of people. Of any other, the policy of its matter says who decides. */
export const policyByClass = ({ matter, classification }: Classified): ApprovalPolicy | undefined =>
  matter.type === 'document-export' && classification === 'core' ? layeredExportPolicy : undefined;
