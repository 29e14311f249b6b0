/** What a position brings on top of the tiers, and what it takes away. */
export interface Template {
  gives?: readonly string[];
  restricts?: readonly string[];
}

/** What one day may have of a capability, and the code for more. */
interface DailyLimit {
  limit: 'contactAddsPerDay' | 'transferPerDay';
  code: 'daily-add-limit' | 'daily-transfer-limit';
}

/** How positions, companies and days bound what an account may do. */
export interface GrowthPolicy {
  templates: Readonly<Record<string, Template>>;
  companyMayTurnOff: readonly string[];
  whileDormant: readonly string[];
  strictCapabilities: readonly string[];
  strictFromDay: number;
  strictFileMb: number;
  contactQuota: number;
  daily: Readonly<Record<string, DailyLimit>>;
  dayZone: string;
}

/** What bounds an account beside its tier and its proofs. Accounts of version 5 and later ask. */
export const growthPolicy = {
  /**
   * G4, X25, S0: sales get customer contact, finance has external files restricted. A template never skips a tier or
   * G3. A word that is not here brings nothing and takes nothing: our choice.
   */
  templates: { sales: { gives: ['customer-contact'] }, finance: { restricts: ['external-files'] } },
  /**
   * R22, S1: a company turns moments off; that it may turn off all else but the chat, by which its people are reached,
   * is our choice.
   */
  companyMayTurnOff: [
    ...['voice-calls', 'calendar', 'files', 'moments', 'location-sharing', 'external-contacts', 'external-files'],
    ...['customer-contact', 'payment', 'third-party-apps', 'company-apps', 'directory', 'sensitive-files'],
    ...['core-groups', 'large-groups', 'administration'],
  ],
  /**
   * G8, S0: basic messaging is what a dormant membership leaves in its company. That this is the chat is our choice.
   */
  whileDormant: ['internal-chat'],
  /** G1, X3, S0: in a company with the profile `strict` these come after the newcomer period, not with their tier. */
  strictCapabilities: ['files'],
  /** G1, X3, X19, S0: the newcomer period is 7 × 24 h. What a tier brings later comes with the tier: our choice. */
  strictFromDay: 7,
  /** X3, S0: until then a file may have so many MB. */
  strictFileMb: 0,
  /** P7, our choice: external contacts that an account may have until an application has raised the quota. */
  contactQuota: 500,
  /** G2, V4, S1: a day has so many new contacts, and so much to transfer, as the limits of the account say. */
  daily: {
    'external-contacts': { limit: 'contactAddsPerDay', code: 'daily-add-limit' },
    payment: { limit: 'transferPerDay', code: 'daily-transfer-limit' },
  },
  /** G2, our choice: by whose clock a day begins for a person of whom no zone is known. */
  dayZone: 'Asia/Shanghai',
} as const satisfies GrowthPolicy;
