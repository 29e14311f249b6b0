import { streamsOf } from '../needs';
import {
  approvalPolicy,
  exportPolicy,
  firstApprovalPolicy,
  firstIdentityReviewPolicy,
  identityReviewPolicy,
  operatorPolicy,
  secondExportPolicy,
  secondIdentityReviewPolicy,
  thirdApprovalPolicy,
  thirdExportPolicy,
  thirdIdentityReviewPolicy,
  type ApprovalPolicy,
} from './approval.policy';

/** What the rest of the system must know of one type of matter. */
interface MatterKind {
  /** The process of the matter: it opens its approvals and waits for their outcome. None: nothing here waits. */
  waits: string | undefined;
  policy: ApprovalPolicy;
  /** What a message calls it, as the subject of a sentence. */
  noun: string;
  /** P6: callers may ask for such an approval; otherwise only its process does. */
  askedForByItself: boolean;
  /** R17: it is about who the applicant is, so what its reviewers see and say is for reviewers alone. */
  reviewsIdentity: boolean;
}

/**
 * Everything that can be approved, by the type of the matter. `reactions.ts` compiles only if the process that waits
 * can record an outcome.
 */
export const matters = {
  registration: {
    waits: 'registration',
    policy: approvalPolicy,
    noun: 'A registration',
    askedForByItself: false,
    reviewsIdentity: false,
  },
  'identity-review': {
    waits: 'registration',
    policy: identityReviewPolicy,
    noun: 'The identity of an applicant',
    askedForByItself: false,
    reviewsIdentity: true,
  },
  'document-export': {
    waits: undefined,
    policy: exportPolicy,
    noun: 'The export of a document',
    askedForByItself: true,
    reviewsIdentity: false,
  },
  'operator-key': {
    waits: undefined,
    policy: operatorPolicy,
    noun: 'A key with rights over the platform',
    askedForByItself: false,
    reviewsIdentity: false,
  },
  'platform-grant': {
    waits: undefined,
    policy: operatorPolicy,
    noun: 'A right over the platform',
    askedForByItself: false,
    reviewsIdentity: false,
  },
  'forced-deregistration': {
    waits: undefined,
    policy: operatorPolicy,
    noun: 'The end of an account by operators',
    askedForByItself: false,
    reviewsIdentity: false,
  },
} as const satisfies Readonly<Record<string, MatterKind>>;

export type MatterType = keyof typeof matters;
export const matterTypes = Object.keys(matters) as readonly MatterType[];

/** What is approved. An approval knows its type and id, and nothing else of it. */
export interface Matter {
  type: MatterType;
  id: string;
}

/** A newer release may have more types under the same policy version. */
export const isMatterType = (type: string): type is MatterType => Object.hasOwn(matters, type);

/** P6: true if callers may ask for an approval of such a matter. */
export const mayBeAskedFor = (type: string): type is MatterType => isMatterType(type) && matters[type].askedForByItself;

/** The kind of process that waits for the outcome, if any does. */
export const processOfMatter = (type: MatterType) => matters[type].waits;

/** The process that waits for the outcome, as a need of a command that may end the approval. */
export const waitingProcess = ({ type, id }: Matter) => {
  const process = processOfMatter(type);
  return process === undefined ? undefined : streamsOf<unknown>(process).move(id);
};

/** The policy that opens an approval of such a matter today. */
export const policyFor = (type: MatterType): ApprovalPolicy => matters[type].policy;

/** The policy of each type of matter. */
export type PoliciesByMatter = Readonly<Record<MatterType, ApprovalPolicy>>;

/** Since these matters are there, they have had one policy. */
const byOperators = { 'operator-key': operatorPolicy, 'platform-grant': operatorPolicy, 'forced-deregistration': operatorPolicy };

const policiesOfToday = Object.fromEntries(matterTypes.map((type) => [type, policyFor(type)])) as PoliciesByMatter;

/**
 * By version: an approval keeps the policies that it was opened under, those with the version of its own policy. An
 * earlier one is there for what has not changed since.
 */
export const approvalPolicies: Readonly<Record<1 | 2 | 3 | 4, PoliciesByMatter>> = {
  // Version 1 named no day on which the texts of an export go: it has the one of version 2.
  1: {
    registration: firstApprovalPolicy,
    'identity-review': firstIdentityReviewPolicy,
    'document-export': { ...secondExportPolicy, version: 1 },
    ...byOperators,
  },
  2: {
    registration: firstApprovalPolicy,
    'identity-review': secondIdentityReviewPolicy,
    'document-export': secondExportPolicy,
    ...byOperators,
  },
  3: {
    registration: thirdApprovalPolicy,
    'identity-review': thirdIdentityReviewPolicy,
    'document-export': thirdExportPolicy,
    ...byOperators,
  },
  4: policiesOfToday,
};
