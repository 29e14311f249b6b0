import type { CredentialMethod, Level } from './levels.policy';

/** By capability, and by method of a credential. A share is in percent of all capabilities. */
export interface ProvenPolicy {
  capabilities: readonly string[];
  levelNeeds: Readonly<Record<string, Level>>;
  levelNeedsWithFace: Readonly<Record<string, Level>>;
  faceLevel: Level;
  shares: Readonly<Partial<Record<CredentialMethod, number>>>;
  shareWithoutCredential: number;
  shareNeeds: Readonly<Record<string, number>>;
  strictBankCard: readonly string[];
  transferPerDay: Readonly<Partial<Record<CredentialMethod, number>>>;
}

/**
 * What an account may do, whatever its tier, once its person has proven enough. Accounts of version 3 and later ask.
 */
export const provenPolicy = {
  /** V1, V4, S0, S1: they come with tier 0, since time proves nothing. */
  capabilities: ['directory', 'sensitive-files', 'core-groups', 'large-groups', 'administration'],
  /**
   * V1, S0: without a live face no directory of the company and no sensitive files; without a proof of work no core
   * groups and no administration.
   */
  levelNeeds: { directory: 2, 'sensitive-files': 2, 'core-groups': 3, administration: 3 },
  /**
   * V1, S0: all further ways to reach people come with level 2. Only in a company that asks for a live face: our
   * choice.
   */
  levelNeedsWithFace: { 'voice-calls': 2, 'location-sharing': 2, 'external-contacts': 2 },
  /** V1, S0: the first level that takes a live face; in a company that reviews faces it counts for a while. */
  faceLevel: 2,
  /**
   * V4, S1: the share of all capabilities that a credential gives. That a passport and a permit give all is our choice.
   */
  shares: { unverified: 50, 'bank-card': 80, 'id-card': 100, passport: 100, 'residence-permit': 100 },
  /** Our choice: the share of an account that never had a credential here: what there was before credentials. */
  shareWithoutCredential: 80,
  /**
   * V4, S1: what the shares are; groups of 200 people and more need all. Which capability is in which is our choice.
   */
  shareNeeds: {
    'internal-chat': 50,
    'voice-calls': 50,
    calendar: 50,
    files: 50,
    'location-sharing': 50,
    directory: 50,
    'sensitive-files': 50,
    'external-contacts': 80,
    payment: 80,
    'third-party-apps': 80,
    'company-apps': 80,
    'core-groups': 100,
    'large-groups': 100,
    administration: 100,
  },
  /** X18, S1: what a bank card gives in a strict company: basic communication, and transfers up to the limit. */
  strictBankCard: ['internal-chat', 'voice-calls', 'calendar', 'payment'],
  /** V4, X18, S1: how much (CNY) an account may transfer in a day by its best credential; without a number no limit. */
  transferPerDay: { 'bank-card': 5_000 },
} as const satisfies ProvenPolicy;
