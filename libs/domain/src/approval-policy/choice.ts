import { rolesAsked, selectorsIn } from '../approval/approval.policy';
import type { ApprovalPolicy } from '../approval/policy';
import { matters, type MatterType } from '../approval/matters';
import type { FactsFor } from '../needs';
import { policyStreamOf, policyWith, storedPolicies, type KeptPolicy, type StoredPolicy } from './approval-policy';
import { mayBeStored } from './approval-policy.policy';

/** A stored policy, as an approval records that it runs by it. */
export interface Chosen {
  policyId: string;
  version: number;
  policy: ApprovalPolicy;
}

/** The streams of roles, by role. */
type Streams = Readonly<Record<string, string>>;

/** Where the policies lie that may decide about a matter: read under lock, whether there are any or not. */
export const policiesAsked = (companyId: string | undefined, type: MatterType) => ({
  companyPolicy: storedPolicies.read(companyId !== undefined && mayBeStored(type, 'company') ? policyStreamOf(companyId, type) : undefined),
  platformPolicy: storedPolicies.read(mayBeStored(type, 'platform') ? policyStreamOf(undefined, type) : undefined),
});
export type PolicyFacts = Partial<FactsFor<ReturnType<typeof policiesAsked>>>;

/**
 * The company's own above the platform's. The platform's names roles of each company: what was opened before they were
 * known keeps the built-in one, which asks only roles that it knows.
 */
function inForce({ companyPolicy, platformPolicy }: PolicyFacts, known: Streams): KeptPolicy | undefined {
  return [companyPolicy, platformPolicy].find((policy): policy is KeptPolicy => isInForce(policy, known));
}

function isInForce(policy: StoredPolicy | undefined, known: Streams): boolean {
  if (policy?.status !== 'enabled') return false;
  return rolesAsked(policy.content).every((role) => (policy.roleStreams[role] ?? known[role]) !== undefined);
}

/** The stored policy that an approval is opened under now; undefined: the built-in one. `known`: by the matter. */
export function chosen(facts: PolicyFacts, known: Streams): Chosen | undefined {
  const found = inForce(facts, known);
  return found && { policyId: found.policyId, version: found.version, policy: policyWith(found, found.version, found.content) };
}

/** The streams of the roles that the stored policy asks: as it has recorded them, or as the matter knows them. */
export function rolesOfChosen(facts: PolicyFacts, known: Streams): Streams {
  const found = inForce(facts, known);
  return found ? Object.fromEntries(rolesAsked(found.content).map((role) => [role, (found.roleStreams[role] ?? known[role])!])) : {};
}

/** The policy by which an approval is opened now: a stored one, or the one that is built in. */
export const policyInForce = (facts: PolicyFacts, type: MatterType, known: Streams): ApprovalPolicy =>
  chosen(facts, known)?.policy ?? matters[type].policy;

/** The people whom a policy names, by their ids. */
export const usersAsked = ({ stages }: Pick<ApprovalPolicy, 'stages'>): readonly string[] => [
  ...new Set(stages.flatMap(selectorsIn).flatMap((selector) => (selector.kind === 'user' ? [selector.user] : []))),
];
