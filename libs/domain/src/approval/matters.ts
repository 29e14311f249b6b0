import { streamsOf } from '../needs';
import {
  approvalPolicy,
  exportPolicy,
  firstApprovalPolicy,
  firstIdentityReviewPolicy,
  fourthApprovalPolicy,
  fourthExportPolicy,
  identityReviewPolicy,
  operatorPolicy,
  secondExportPolicy,
  secondIdentityReviewPolicy,
  thirdApprovalPolicy,
  thirdExportPolicy,
  thirdIdentityReviewPolicy,
} from './approval.policy';
import type { ApprovalPolicy } from './policy';
import { contactQuotaPolicy, rightsReviewApprovalPolicy } from './matters.policy';
import { verificationReviewPolicy } from './verification-review.policy';

/** What the rest of the system must know of one type of matter. */
interface MatterKind {
  /**
   * The process of the matter: it opens its approvals and waits for their outcome, which a reaction brings. None:
   * nothing here waits.
   */
  waits: string | undefined;
  policy: ApprovalPolicy;
  /** What a message calls it, as the subject of a sentence. */
  noun: string;
  /** P6: callers may ask for such an approval; otherwise only its process does. */
  askedForByItself: boolean;
  /** R17: it is about who the applicant is, so what its reviewers see and say is for reviewers alone. */
  reviewsIdentity: boolean;
  /** Each approval tells its people by itself; otherwise its process does, once for many. */
  tellsApprovers: boolean;
  /**
   * Who says which managers and which department it lies with: its process, or the membership of the requester in the
   * company. Who asks names them no more; only for a membership that has none what they name counts.
   */
  parties: 'of-process' | 'of-membership';
  /** What those who approve may say beside it, each with its choices; its process knows what they mean. */
  answers: Readonly<Record<string, readonly string[]>>;
}

/** A matter whose process asks, and tells all of it. */
const ofProcess = {
  waits: undefined,
  askedForByItself: false,
  reviewsIdentity: false,
  tellsApprovers: true,
  parties: 'of-process',
  answers: {},
} as const;

/** What operators ask one another to confirm. */
const ofOperators = { ...ofProcess, policy: operatorPolicy } as const;

/**
 * Everything that can be approved, by the type of the matter: a further one is a line here. `reactions.ts` compiles
 * only if the process that waits can record an outcome.
 */
export const matters = {
  registration: { ...ofProcess, waits: 'registration', policy: approvalPolicy, noun: 'A registration' },
  'identity-review': {
    ...ofProcess,
    waits: 'registration',
    policy: identityReviewPolicy,
    noun: 'The identity of an applicant',
    reviewsIdentity: true,
    /** R17: the applicant is the person of an account that is here. */
    answers: { merge: ['proven-phone', 'joined-account'] },
  },
  'document-export': {
    ...ofProcess,
    policy: exportPolicy,
    noun: 'The export of a document',
    askedForByItself: true,
    parties: 'of-membership',
  },
  /** P7: no process keeps such a quota yet. */
  'contact-quota': { ...ofProcess, policy: contactQuotaPolicy, noun: 'A quota of external contacts', parties: 'of-membership' },
  /** G13: by the thousand, so that the review tells its people. */
  'rights-review': {
    ...ofProcess,
    waits: 'rights-review',
    policy: rightsReviewApprovalPolicy,
    noun: 'A right in the company',
    tellsApprovers: false,
  },
  /** V1, R18: what no provider could confirm, or a person has to look at. */
  'verification-review': {
    ...ofProcess,
    waits: 'verification',
    policy: verificationReviewPolicy,
    noun: 'A proof of identity',
    reviewsIdentity: true,
  },
  'operator-key': { ...ofOperators, noun: 'A key with rights over the platform' },
  'platform-grant': { ...ofOperators, noun: 'A right over the platform' },
  'forced-deregistration': { ...ofOperators, noun: 'The end of an account by operators' },
  /** D4: no process asks for it yet: an operator retries a refused step of a purge, and waives none. */
  'purge-waiver': { ...ofOperators, noun: 'The waiver of a step of a purge' },
  /** No process asks for it yet: a breaker tells operators, and blocks nobody. */
  'breaker-release': { ...ofOperators, noun: 'The release of a breaker' },
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

/** Every kind of process that waits for one. */
export const processesThatWait = [...new Set(Object.values(matters).flatMap(({ waits }) => waits ?? []))];

/** The process that waits for the outcome, as a need of a command that may end the approval. */
export const waitingProcess = ({ type, id }: Matter) => {
  const process = processOfMatter(type);
  return process === undefined ? undefined : streamsOf<unknown>(process).move(id);
};

/** The policy that opens an approval of such a matter today. */
export const policyFor = (type: MatterType): ApprovalPolicy => matters[type].policy;

/** The policy of each type of matter. */
export type PoliciesByMatter = Readonly<Record<MatterType, ApprovalPolicy>>;

/** What has had other policies before. Every other matter has had one since it is there. */
type Changed = 'registration' | 'identity-review' | 'document-export';

const policiesOfToday = Object.fromEntries(matterTypes.map((type) => [type, policyFor(type)])) as PoliciesByMatter;

const unchanged: Readonly<Record<Exclude<MatterType, Changed>, ApprovalPolicy>> = policiesOfToday;

/**
 * By version: an approval keeps the policies that it was opened under, those with the version of its own policy. An
 * earlier one is there for what has not changed since.
 */
export const approvalPolicies: Readonly<Record<1 | 2 | 3 | 4 | 5, PoliciesByMatter>> = {
  // Version 1 named no day on which the texts of an export go: it has the one of version 2.
  1: {
    ...unchanged,
    registration: firstApprovalPolicy,
    'identity-review': firstIdentityReviewPolicy,
    'document-export': { ...secondExportPolicy, version: 1 },
  },
  2: {
    ...unchanged,
    registration: firstApprovalPolicy,
    'identity-review': secondIdentityReviewPolicy,
    'document-export': secondExportPolicy,
  },
  3: {
    ...unchanged,
    registration: thirdApprovalPolicy,
    'identity-review': thirdIdentityReviewPolicy,
    'document-export': thirdExportPolicy,
  },
  4: {
    ...unchanged,
    registration: fourthApprovalPolicy,
    'identity-review': identityReviewPolicy,
    'document-export': fourthExportPolicy,
  },
  5: policiesOfToday,
};
