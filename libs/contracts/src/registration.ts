import { z } from 'zod';
import { count, id, instant, knownLabel, label, oneTimeCode, text, word } from './formats';
import { identity } from './identity';
import { page, pageQuery } from './page';
import { processSchemas } from './process';

const variant = z.enum(['member', 'personal']);

/** The text that the person agreed to: a date or a number, too short for anything else. */
const consentVersion = z.string().regex(/^(?!.*\d{9})\d[\d.-]{0,9}$/, { message: 'must be a version such as 2025-06' });

/**
 * `POST /v1/registrations`. A member comes with a link into a company, a person without one.
 * The phone number is international (`+…`).
 */
export const openRegistration = z
  .strictObject({
    variant,
    link: z.strictObject({ inviteCode: text(100) }).optional(),
    phone: text(40),
    platform: z.enum(['ios', 'android', 'harmonyos', 'windows', 'macos', 'web']),
    device: z.strictObject({ fingerprint: text(500), integrity: z.enum(['genuine', 'rooted', 'jailbroken', 'emulator']) }),
    /** True if the applicant scanned a code to get here, on platforms that require it. */
    scanProof: text(500).optional(),
    consentVersion: consentVersion.optional(),
    /** A zone of the IANA: `Asia/Shanghai`. */
    timeZone: text(64).optional(),
  })
  .refine((asked) => (asked.variant === 'member') === (asked.link !== undefined), {
    message: 'a member has a link, nobody else has',
    path: ['link'],
  });
export type OpenRegistration = z.infer<typeof openRegistration>;

/** `PUT /v1/registrations/{id}/steps/phone`: the newest code to the number. */
export const provePhone = z.strictObject({ code: oneTimeCode });
export type ProvePhone = z.infer<typeof provePhone>;

/** `PUT /v1/registrations/{id}/phone`: corrects a mistyped number, while it is unproven. */
export const correctPhone = z.strictObject({ phone: text(40) });
export type CorrectPhone = z.infer<typeof correctPhone>;

/** `PUT /v1/registrations/{id}/steps/sign-in`: where the identity provider keeps the password, in its own words. */
export const giveSignIn = z.strictObject({ reference: text(500) });
export type GiveSignIn = z.infer<typeof giveSignIn>;

const reference = text(200);
const documentsMax = 10;

/**
 * `PUT /v1/registrations/{id}/steps/profile`: who the applicant is; the registry checks it at once. All of it is
 * sealed.
 */
export const giveProfile = z.strictObject({
  name: text(200),
  identity,
  positionId: knownLabel.optional(),
  hostOrg: reference.optional(),
  employerOrg: reference.optional(),
  documents: z.array(reference).max(documentsMax).optional(),
});
export type GiveProfile = z.infer<typeof giveProfile>;

/** `POST /v1/registrations/{id}/withdrawal`. The text is sealed. */
export const withdrawRegistration = z
  .strictObject({ reason: z.strictObject({ code: label, text: text(2_000).optional() }).optional() })
  .optional();
export type WithdrawRegistration = z.infer<typeof withdrawRegistration>;

const states = [
  'draft',
  'verifying',
  'manual_review',
  'awaiting_approval',
  'activating',
  'active',
  'rejected',
  'withdrawn',
  'expired',
] as const;
const own = {
  variant,
  steps: z.array(z.strictObject({ step: z.enum(['phone', 'sign-in', 'profile']), state: z.enum(['open', 'done']) })),
  /** The result of the last identity check; it does not say whether the name or the number was wrong. */
  lastCheck: z.strictObject({ code: word, attemptsLeft: count }).optional(),
  approvalId: id.optional(),
  /** The account that came of it, once it is active. */
  accountId: id.optional(),
  /** Why it ended, as a code. */
  reason: word.optional(),
  /** When the applicant's data was erased. */
  erasedAt: instant.optional(),
};

const registrations = processSchemas('registration', { states, outcomes: ['active', 'rejected', 'withdrawn', 'expired'], own });
export const registration = registrations.whole;
export const registrationPage = page(registrations.listed);
export const registrationQuery = z.strictObject({
  ...pageQuery,
  accountId: id.optional(),
  companyId: id.optional(),
  state: z.enum(states).optional(),
});
