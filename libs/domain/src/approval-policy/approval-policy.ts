import type { ApprovalPolicy } from '../approval/policy';
import type { MatterType } from '../approval/matters';
import { streamsOf } from '../needs';
import { mixed } from '../mixed-id';

/** What a caller writes of a policy: its name and number come with the storing. */
export type PolicyContent = Omit<ApprovalPolicy, 'id' | 'version'>;

interface Kept {
  status: 'enabled' | 'disabled';
  policyId: string;
  /** None: the platform's. */
  companyId?: string;
  matterType: MatterType;
  /** The number of the newest version. Its content alone is kept here; older ones are in the events. */
  version: number;
  content: PolicyContent;
  /** The streams of the roles that it asks, as far as they are known without the matter. */
  roleStreams: Readonly<Record<string, string>>;
  disablings: number;
  /** Why it is disabled. */
  reasonCode?: string;
}

/** The policy by which a company, or the platform, has one type of matter approved. Never deleted. */
export type StoredPolicy = { status: 'none' } | Kept;
export type KeptPolicy = Kept;

export const isKept = (policy: StoredPolicy): policy is Kept => policy.status !== 'none';

export const storedPolicies = streamsOf<StoredPolicy>('approval-policy');

/** How approvals know it, beside its number: whose it is, and for which matters. */
export const nameOfPolicy = ({ companyId, matterType }: Pick<Kept, 'companyId' | 'matterType'>): string =>
  `${companyId === undefined ? 'platform' : 'company'}:${matterType}`;

/** A version of it as an approval runs by it. */
export const policyWith = (of: Pick<Kept, 'companyId' | 'matterType'>, version: number, content: PolicyContent): ApprovalPolicy => ({
  id: nameOfPolicy(of),
  version,
  ...content,
});

/** Stands for the platform in the ids of its policies. */
const platform = '7e2a5c10-0000-8000-8000-000000000000';

/**
 * The stream of a company's policy for a type of matter, or of the platform's. It follows from the id of the company by
 * arithmetic, so that a rule that opens an approval finds it without a key, also for what was opened long ago.
 */
export const policyStreamOf = (companyId: string | undefined, type: MatterType): string => mixed(companyId ?? platform, type);
