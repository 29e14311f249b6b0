import { day, type Instant } from '../decider';

/** How an account ends. */
export const firstDeregistrationPolicy = {
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** D1, S1: the person has 14 days to undo it. */
  coolingOffDays: 14,
  /** D1, our choice: reminded 7 days and 1 day before the end of the cooling-off. */
  reminderDaysBefore: [7, 1],
  /** D5, S1, X8: the company directory keeps its entry for 30 days. That they count from the purge is our reading. */
  directoryDays: 30,
  /** D6, S1, X9: the phone number may register again after 31 days. That they count from the purge is our reading. */
  phoneCooldownDays: 31,
} as const;

/** The same, with a number for the step that an operator may repeat. */
export const deregistrationPolicy = {
  ...firstDeregistrationPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 2,
  /** D4, our choice: an operator retries a step of a purge 100 times at most. */
  retriesPerStep: 100,
} as const;

/** The first version names no number of retries. */
export type DeregistrationPolicy = Omit<typeof firstDeregistrationPolicy, 'version'> & { version: number; retriesPerStep?: number };
export const deregistrationPolicies: Readonly<Record<1 | 2, DeregistrationPolicy>> = {
  1: firstDeregistrationPolicy,
  2: deregistrationPolicy,
};

/**
 * D4, S1, our choice: the steps of the purge after the cooling-off, in order: a step starts when the steps in `after`
 * have left their receipts. S1 names the chats, the company ties and the wallet, as examples; the other steps and the
 * order are our choice: the wallet is refunded before the company ties that prove its owner are cut, and no
 * registration may still lead into a company then; the vault's own copy goes last, because the other steps may need it.
 */
export const purgeSteps = {
  revokeSessions: { dataClass: 'sessions', after: [] },
  refundWallet: { dataClass: 'wallet', after: [] },
  deleteChats: { dataClass: 'personal-chat', after: ['revokeSessions'] },
  deleteEvidence: { dataClass: 'evidence', after: ['revokeSessions'] },
  unbindDevices: { dataClass: 'devices', after: ['revokeSessions'] },
  endRegistrations: { dataClass: 'registrations', after: [] },
  cutCompanyTies: { dataClass: 'company-ties', after: ['refundWallet', 'deleteChats', 'endRegistrations'] },
  eraseProfile: { dataClass: 'profile', after: ['cutCompanyTies', 'deleteEvidence', 'unbindDevices'] },
} as const satisfies Record<string, { dataClass: string; after: readonly string[] }>;

/**
 * D5, D6, our choice: what is kept for a while after the purge, and then erased. The keys of the vault go last: our
 * choice.
 */
export const retentionSteps = {
  eraseDirectoryEntry: { dataClass: 'company-directory' },
  releasePhone: { dataClass: 'phone-number' },
  destroyKeys: { dataClass: 'contact' },
} as const satisfies Record<string, { dataClass: string }>;

/** D5, S1, our choice: the finance ledger stays for good (S1); without a link to the person is our choice. */
export const keptForGood = { step: 'keepLedger', dataClass: 'finance-ledger', detail: 'kept without a link to the person' } as const;

export type PurgeStep = keyof typeof purgeSteps;
export type RetentionStep = keyof typeof retentionSteps;
export type Step = PurgeStep | RetentionStep;

export const purgeStepNames = Object.keys(purgeSteps) as PurgeStep[];
export const stepNames = Object.keys({ ...purgeSteps, ...retentionSteps }) as Step[];
export const dataClassOf = (step: Step): string => ({ ...purgeSteps, ...retentionSteps })[step].dataClass;

export const coolingOffEnd = (from: Instant, policy: DeregistrationPolicy): Instant => from + policy.coolingOffDays * day;
export const reminderInstants = (coolingOffEndsAt: Instant, policy: DeregistrationPolicy): readonly Instant[] =>
  policy.reminderDaysBefore.map((days) => coolingOffEndsAt - days * day);
export const directoryEnd = (purgedAt: Instant, policy: DeregistrationPolicy): Instant => purgedAt + policy.directoryDays * day;
export const phoneFree = (purgedAt: Instant, policy: DeregistrationPolicy): Instant => purgedAt + policy.phoneCooldownDays * day;
