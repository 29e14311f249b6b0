/**
 * How much doubt about a sign-up or a sign-in asks for how much proof: factors, steps, and when administrators hear.
 */
export const riskPolicy = {
  /**
   * Version of this table. It is about no stream: its numbers hold at once, and each evaluation records its outcome.
   */
  version: 1,
  /** X6, our choice: a draw is one of so many, from 0 on, so that each is a part per million. */
  draws: 1_000_000,
  /**
   * V6, X6, S1: in how many parts per million of the cases a factor demands the basic, mid and high step. Many tries
   * are a trigger of S1 without a row in its table: that they demand the mid step is our choice.
   */
  demands: [
    { factor: 'new-device', basic: 1_000_000, mid: 300_000, high: 50_000 },
    { factor: 'proxy-ip', basic: 1_000_000, mid: 750_000, high: 250_000 },
    { factor: 'late-night', basic: 1_000_000, mid: 500_000, high: 150_000 },
    { factor: 'many-tries', basic: 1_000_000, mid: 1_000_000, high: 0 },
  ],
  /**
   * V5, V6, our choice: which factor each trigger brings, where S1 names the trigger in words and the factor in a
   * table.
   */
  triggers: [
    { cause: 'region-unusual', factor: 'proxy-ip' },
    { cause: 'proxy', factor: 'proxy-ip' },
    { cause: 'device-new', factor: 'new-device' },
    { cause: 'fingerprint-mismatch', factor: 'new-device' },
    { cause: 'many-tries', factor: 'many-tries' },
    { cause: 'late-night', factor: 'late-night' },
  ],
  /** V5, S1: a fingerprint that matches a known one by fewer per cent is a mismatch. */
  fingerprintMatchPercent: 60,
  /** V5, our choice: so many tries in the short time that the service counts over are many. */
  manyTries: 5,
  /** V5, E12, our choice: a sign-in from an address of these classes comes by a proxy. */
  proxyAddresses: ['proxy', 'data-center'],
  /** R19, V7, our choice: a sign-in on one of these is one on an odd device. */
  oddDevices: ['emulator', 'cloned', 'virtual-machine'],
  /** X18, our choice: how accounts are evaluated: by the draw. */
  mode: 'standard',
  /** V5, our choice: what comes up about an account in so many minutes is one evaluation, with one draw. */
  evaluationMinutes: 60,
  /**
   * V5, our choice: what comes up while a person owes what an evaluation demanded belongs to it for so many days, so
   * that steady signals cost no events.
   */
  owedDays: 30,
  /** V7, our choice: more registrations in a day by one phone, device or address are frequent. */
  registrationsPerDay: 3,
  /** V6, our choice: late night begins at this hour by the clock of the person. */
  nightFromHour: 23,
  /** V6, our choice: and ends before this hour. */
  nightToHour: 6,
  /** V6, our choice: the zone of a person of whom none is known. */
  zone: 'Asia/Shanghai',
  /** V7, our choice: administrators are alerted of a case that demands one of these steps. */
  alertingSteps: ['mid', 'high'],
  /** V7, S0: administrators are alerted of a sign-in from afar and of an odd device, whatever the draw demands. */
  alertingCauses: ['region-unusual', 'fingerprint-mismatch'],
} as const;

/** From the least proof to the most. */
export const riskSteps = ['basic', 'mid', 'high'] as const;
export type RiskStep = (typeof riskSteps)[number];

export type RiskFactor = (typeof riskPolicy.demands)[number]['factor'];
export const riskFactors: readonly RiskFactor[] = riskPolicy.demands.map(({ factor }) => factor);
/** What has made a case doubtful. */
export type RiskCause = (typeof riskPolicy.triggers)[number]['cause'];
export const riskCauses: readonly RiskCause[] = riskPolicy.triggers.map(({ cause }) => cause);

/** X6, X18: by the draw, or each step that a factor may demand. */
export const riskModes = ['standard', 'strict'] as const;
export type RiskMode = (typeof riskModes)[number];
