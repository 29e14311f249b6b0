import { day, minute, type Instant } from '../decider';

/**
 * How a person comes to an account. Sources: S0 for members of a company, S1 for people without one. R9: S0 asks
 * foreign staff of a foreign-related company for the end of their visa. A company says whether it is one; for a company
 * that does not say so, `visaUntil` is asked of nobody, and refused only if it has passed.
 */
export const firstRegistrationPolicy = {
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** Our choice: a draft lapses unless the applicant submits it within 7 days. */
  draftDays: 7,
  /** R5, S0: the number of live checks that may fail; after one more a reviewer decides. */
  failuresBeforeReview: 3,
  /**
   * R14, X17, S1, our choice: where people may register, and whether a signed-in device must scan a code first. The
   * web is for signing in only. HarmonyOS like Android is our choice.
   */
  channels: {
    ios: 'scan-optional',
    android: 'scan-required',
    harmonyos: 'scan-required',
    windows: 'scan-required',
    macos: 'scan-required',
    web: 'not-allowed',
  },
  /**
   * R19, S1, our choice: the number of accounts of a device; one more is refused. S1 counts those that sign in there;
   * we
   * count those that were registered there, since no sign-in is observed yet.
   */
  accountsPerDevice: 3,
  /**
   * Our choice: how long the data of an applicant is kept after an end without an account, so that they can ask why.
   */
  keptDays: { withdrawn: 7, expired: 7, rejected: 30 },
  /** Our choice: a review that has no reviewer yet lapses with its draft. */
  waitsForReviewers: false,
} as const;

/**
 * The same, with a number for each step that an applicant or an operator may repeat; and a review never lapses by
 * itself: the applicant does not pay for missing reviewers.
 */
export const secondRegistrationPolicy = {
  ...firstRegistrationPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 2,
  /**
   * R16, S1, our choice: a review that has no reviewer yet waits until there is one. An operator has a task meanwhile.
   */
  waitsForReviewers: true,
  /** Our choice: an applicant corrects a mistyped number 10 times at most; each correction sends a code. */
  phoneCorrections: 10,
  /** Our choice: an applicant names 10 sign-ins at most; the last one counts. */
  signIns: 10,
  /**
   * R5, our choice: an applicant gives 20 profiles at most, each of which asks the registry; S0 has 4 tries that fail.
   */
  profiles: 20,
  /** Our choice: an operator has the removal of an entry asked again 100 times at most. */
  removalRetries: 100,
} as const;

/**
 * The same with steps that prove more than a document does: a face, answers to doubts, a fresh code. They are demanded
 * by a company or by an evaluation of risk, and of nobody else.
 */
export const thirdRegistrationPolicy = {
  ...secondRegistrationPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 3,
  /**
   * V10, S1, X23: whether a person without a company may begin without a document; a member says who they are first.
   */
  documentMayWait: true,
  /**
   * X18, our choice: whether the security step is demanded, by the profile of the company; without a company it is
   * `standard`. X6: in `strict` an evaluation demands each step that it may demand. X16: the company says whether the
   * face is demanded.
   */
  securityDemanded: { standard: false, strict: true },
  /** R14, S1: no reader of faces is built into these; the step moves to a phone. macOS and the web: our choice. */
  withoutFaceReader: ['windows', 'macos', 'web'] as readonly string[],
  /** R18, S1, our choice: the number of recordings that may fail; after one more a reviewer decides. */
  livenessFailuresBeforeReview: 3,
  /** R18, our choice: an applicant sends 10 recordings at most. */
  recordings: 10,
  /** V6, our choice: a code that was typed within 30 minutes answers the basic step; after that another one is sent. */
  freshCodeMinutes: 30,
  /** V5, our choice: a service tells 20 times at most what it has seen of an applicant. */
  evaluations: 20,
  /**
   * R24, R21, our choice: so many security questions are enrolled, or none; two right answers prove their person, and
   * five tries a day may fail.
   */
  securityQuestions: { least: 3, most: 5, rightAnswers: 2, missesPerDay: 5 },
} as const;

/** The same for every way in: what people type, the papers of all countries, every platform, and claims by proof. */
export const registrationPolicy = {
  ...thirdRegistrationPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 4,
  /**
   * R6, R12, G4, S0: what the applicant says of their place in the company, its department and who employs them, must
   * be there and is kept; so is the template of the position.
   */
  placeInFull: true,
  /**
   * R17, our choice: a document is reserved when the register or a reviewer has confirmed it, not when it is typed.
   */
  documentsByProof: true,
  /** R14, our choice: the proof of a scan is good for 2 minutes, for one opening. */
  scanProofMinutes: 2,
  /** R14, our choice: a person has 10 such proofs at once that are still good. */
  scanProofsAtOnce: 10,
  /**
   * R3, our choice: 20 registrations a day are opened with one invite, of which one comes by it. Each is a draft for
   * its days, and sends a code.
   */
  openingsPerInvite: 20,
  /** R19, S1, our choice: an emulator, a copy of the program beside itself, and a virtual machine register nobody. */
  untrustedDevices: ['emulator', 'cloned', 'virtual-machine'] as readonly string[],
  /** R19, S1: rooted and jailbroken devices may register; what their accounts may do is limited. */
  limitedDevices: ['rooted', 'jailbroken'] as readonly string[],
  /** R15, S4: a program that is older registers nobody. */
  clientVersionLeast: '3.4.0',
  /**
   * R15, S1: below these the program runs badly, which is recorded. A9 of iOS is not asked, since no program tells it.
   */
  osVersionsLeast: { ios: '11', android: '7', harmonyos: '2' } as Readonly<Record<string, string>>,
  /** R15, S1: the same of the memory, 2 GB; it is asked of each device that tells it. */
  memoryLeastMb: 2_048,
  /** R20, S1: success binds the device to the account, also where a person joins with an account that they have. */
  bindsDevices: true,
  /**
   * R9, our choice: an applicant whose passport, visa or permit ends before the decision is refused: they may come
   * again with the one that replaces it.
   */
  documentOutlastsApproval: true,
  /**
   * R16, X28, S1: who has a number of Hong Kong, Macau, Taiwan or another country shows a picture of their document,
   * and a person looks at it. Our choice: also overseas staff, unless their company exempts them; and such a person
   * begins with a document, also without a company.
   */
  foreignNumbersReviewed: true,
  /** R17: a reviewer may find that the applicant is the person of an account that is here. */
  mayMerge: true,
  /** Our choice: as long as after a withdrawal, what the applicant told is kept where they go on with an account. */
  keptDays: { ...thirdRegistrationPolicy.keptDays, merged: 7 },
  /**
   * R18, our choice: a recording serves once, in whatever registration or case; one that a provider cannot use costs a
   * try like any other.
   */
  recordingsServeOnce: true,
  /**
   * R24, R21, our choice: of the five misses a day each caller has its own, so that none uses up what the owner has;
   * all callers but the owner have ten. Over all accounts a network address has twenty with a caller, and only tries
   * whose caller tells no address share its 200.
   */
  securityQuestions: {
    least: 3,
    most: 5,
    rightAnswers: 2,
    missesPerDay: 5,
    missesOfAllPerDay: 10,
    missesOfAddressPerDay: 20,
    missesOfCallerPerDay: 200,
  },
  /** P2, V7, our choice: what is open about the account that joins suspends rules that approve without people. */
  heedsAccountAlerts: true,
  /** R18, our choice: an applicant whose face check has not answered for so long may have a person look instead. */
  faceCheckMinutes: 30,
} as const;

interface Papers {
  documentOutlastsApproval: boolean;
  foreignNumbersReviewed: boolean;
}
type Repetitions = 'phoneCorrections' | 'signIns' | 'profiles' | 'removalRetries';
interface FurtherProofs {
  documentMayWait: boolean;
  securityDemanded: Readonly<Record<'standard' | 'strict', boolean>>;
  withoutFaceReader: readonly string[];
  livenessFailuresBeforeReview: number;
  recordings: number;
  freshCodeMinutes: number;
  evaluations: number;
  recordingsServeOnce: boolean;
  heedsAccountAlerts: boolean;
  faceCheckMinutes: number;
}
interface Devices {
  scanProofMinutes: number;
  scanProofsAtOnce: number;
  openingsPerInvite: number;
  untrustedDevices: readonly string[];
  limitedDevices: readonly string[];
  clientVersionLeast: string;
  osVersionsLeast: Readonly<Record<string, string>>;
  memoryLeastMb: number;
  bindsDevices: boolean;
}
interface Merging {
  mayMerge: boolean;
}
/**
 * The first version names no number of repetitions, the first two know no further proofs, and the first three no
 * devices.
 */
export type RegistrationPolicy = Omit<typeof firstRegistrationPolicy, 'version' | 'waitsForReviewers' | 'keptDays'> & {
  version: number;
  keptDays: typeof firstRegistrationPolicy.keptDays & { merged?: number };
  waitsForReviewers: boolean;
  documentsByProof?: boolean;
} & Partial<Record<Repetitions, number>> &
  Partial<FurtherProofs> &
  Partial<Devices> &
  Partial<Papers> &
  Partial<Merging> & { placeInFull?: boolean };

export const registrationPolicies: Readonly<Record<1 | 2 | 3 | 4, RegistrationPolicy>> = {
  1: firstRegistrationPolicy,
  2: secondRegistrationPolicy,
  3: thirdRegistrationPolicy,
  4: registrationPolicy,
};

/**
 * R2, R13, X26: the steps of an applicant in their order. S0 has the profile before the phone, S1 the phone before the
 * profile: that the phone comes first for both is our choice. Only an applicant without a company signs in.
 */
export const stepsInOrder = {
  member: ['phone', 'profile', 'submission'],
  personal: ['phone', 'sign-in', 'profile', 'submission'],
} as const;

/**
 * Those that prove more than the first ones, where a company or an evaluation demands them; an applicant may take them
 * all the same.
 */
export const furtherSteps = ['security', 'liveness', 'code'] as const;
export type Step = (typeof stepsInOrder)[keyof typeof stepsInOrder][number] | (typeof furtherSteps)[number];

export const platforms = Object.keys(registrationPolicy.channels) as (keyof RegistrationPolicy['channels'])[];
/** R14: whether somebody may register there at all, be it with a scan. */
export const mayRegisterOn = (platform: keyof RegistrationPolicy['channels']): boolean =>
  registrationPolicy.channels[platform] !== 'not-allowed';
/** R14: until when the proof of a scan is good. */
export const scanProofExpiry = (from: Instant): Instant => from + registrationPolicy.scanProofMinutes * minute;
/** R14: so many of a person are good at once. */
export const { scanProofsAtOnce } = registrationPolicy;
export type UnhappyEnd = keyof RegistrationPolicy['keptDays'];
export const unhappyEnds = Object.keys(registrationPolicy.keptDays) as readonly UnhappyEnd[];

export const draftExpiry = (from: Instant, policy: RegistrationPolicy): Instant => from + policy.draftDays * day;
/** R18: from when on a person may look, although the face check has not answered; never by an earlier policy. */
export const faceReviewFrom = (givenAt: Instant, { faceCheckMinutes }: RegistrationPolicy): Instant | undefined =>
  faceCheckMinutes === undefined ? undefined : givenAt + faceCheckMinutes * minute;
/** V6: until when the code that proved the phone answers the basic step. */
export const freshUntil = (provenAt: Instant, { freshCodeMinutes = 0 }: RegistrationPolicy): Instant =>
  provenAt + freshCodeMinutes * minute;
export const erasure = (endedAt: Instant, end: UnhappyEnd, policy: RegistrationPolicy): Instant =>
  endedAt + (policy.keptDays[end] ?? 0) * day;

/**
 * Whether a document of a registration under this version is claimed when it is confirmed, and not when it is typed.
 */
export const claimsByProof = (version: number): boolean =>
  (registrationPolicies as Readonly<Record<number, RegistrationPolicy>>)[version]?.documentsByProof === true;
