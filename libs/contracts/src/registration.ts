import { z } from 'zod';
import { integrity } from './integrity';
import { addressHash, GiveLiveness, GiveSecurity, ProvePhoneAgain, riskDemands } from './applicant-proofs';
import { administrators, everybody, writers } from './access';
import { approvalStates, slot } from './approval';
import { documents } from './document';
import { evidenceItems, evidenceList, evidenceOwed } from './evidence';
import { body, face } from './face';
import { count, exampleId, id, instant, knownLabel, label, text, word } from './formats';
import { line, oneTimeCode, pasted, phone, prose } from './typed';
import { identity } from './identity';
import { page, pageQuery } from './page';
import { registrationProblems } from './problems/registrations';
import { processSchemas } from './process';

const variant = z.enum(['member', 'personal']);

/** The text that the person agreed to: a date or a number, too short for anything else. */
const consentVersion = z.string().regex(/^(?!.*\d{9})\d[\d.-]{0,9}$/, { message: 'must be a version such as 2025-06' });

/** R2: what links a person to the company that they join. One kind a link. */
const link = z
  .strictObject({
    inviteCode: pasted(100).describe('The code of an invite.').optional(),
    email: line(254).describe('Their address at the company: link-not-available, since no company has proven its domain yet.').optional(),
  })
  .refine(({ inviteCode, email }) => (inviteCode === undefined) !== (email === undefined), {
    message: 'must have one kind of link: inviteCode or email',
  });

/** Numbers with dots. */
const versionOf = (what: string) =>
  z
    .string()
    .regex(/^\d{1,4}(\.\d{1,4}){0,3}$/, { message: 'must be numbers with dots, such as 3.4.0' })
    .describe(what);

const platform = z.enum(['ios', 'android', 'harmonyos', 'windows', 'macos', 'web']);

/** R15: what tells whether the program runs there. */
const client = z.strictObject({
  version: versionOf('Of the program. An old one registers nobody (client-unsupported).'),
  os: platform.optional().describe('Where it is sent, it is the platform.'),
  osVersion: versionOf('Of the system. An old one is recorded, and refused to nobody.').optional(),
  memoryMb: count.max(1_048_576).optional(),
});

/**
 * `POST /v1/registrations`. A member comes with a link into a company, a person without one. The phone number is
 * international (`+…`).
 */
const OpenRegistration = body(
  z
    .strictObject({
      variant,
      link: link.optional(),
      phone,
      platform,
      device: z.strictObject({
        fingerprint: text(500),
        integrity,
      }),
      client: client.optional().describe('The program that the person registers with. Left out: nothing of it is judged.'),
      scanProof: text(500)
        .optional()
        .describe(
          'From POST /v1/scan-proofs, by which somebody who is signed in lets this device register: good for 2 minutes and one opening (scan-invalid). A platform that demands a scan refuses without it (channel-not-allowed).',
        ),
      consentVersion: consentVersion.optional(),
      /** Of the IANA: `Asia/Shanghai`. */
      timeZone: text(64).optional(),
    })
    .refine((asked) => (asked.variant === 'member') === (asked.link !== undefined), {
      message: 'must be there for variant member, and only then',
      path: ['link'],
    })
    .refine(({ client: told, platform: asked }) => told?.os === undefined || told.os === asked, {
      message: 'must be the platform',
      path: ['client', 'os'],
    }),
  {
    variant: 'personal',
    phone: '+8613800138000',
    platform: 'ios',
    device: { fingerprint: 'a3f1', integrity: 'genuine' },
    consentVersion: '2025-06',
  },
  {
    variant: 'member',
    link: { inviteCode: 'the code of an invite' },
    phone: '+8613800138000',
    platform: 'android',
    device: { fingerprint: 'a3f1', integrity: 'genuine' },
    client: { version: '3.4.0', os: 'android', osVersion: '14', memoryMb: 4_096 },
    scanProof: '7VbSnPqYQ2m0c4n1ZKkXbA',
    consentVersion: '2025-06',
    timeZone: 'Asia/Shanghai',
  },
);

/** `PUT /v1/registrations/{id}/steps/phone`: the newest code that went to the number. */
const ProvePhone = body(
  z.strictObject({
    code: oneTimeCode,
    addressHash: addressHash.optional(),
  }),
  { code: '123456', addressHash: 'f'.repeat(64) },
);

/** `PUT /v1/registrations/{id}/phone`: a mistyped number, while it is unproven. */
const CorrectPhone = body(z.strictObject({ phone }), { phone: '+8613800138000' });

/** `PUT /v1/registrations/{id}/steps/sign-in`: where the identity provider keeps the password, in its own words. */
const GiveSignIn = body(z.strictObject({ reference: text(500) }), { reference: 'idp:1' });

const reference = text(200);

/** `PUT /v1/registrations/{id}/steps/profile`: who it is, checked with the authorities at once. All of it is sealed. */
const GiveProfile = body(
  z.strictObject({
    name: line(200),
    identity: identity
      .optional()
      .describe('Left out: the person begins unverified, for 30 days. Only without a company; a member is refused (real-name-required).'),
    positionId: knownLabel.describe('Another position of the company than that of the invite: people confirm it.').optional(),
    departmentId: id.describe('A department of the company, where the invite names none: people confirm it.').optional(),
    hostOrg: reference
      .describe(
        'Of dispatched labour: the id of the company in which the person works and from which their rights come. Left out: the one of the invite; another one is refused.',
      )
      .optional(),
    employerOrg: reference
      .describe(
        'Of dispatched labour: the id of the company that employs the person. It learns nothing by that. Left out: the one that they join employs them.',
      )
      .optional(),
    documents: documents.optional(),
    evidence: evidenceList
      .optional()
      .describe(
        'Given in advance, should a person have to look: hand-held-photo and statement spare a request for them. Each by reference, never the evidence itself.',
      ),
  }),
  { name: 'Zhang Wei', identity: { kind: 'id-card', number: '11010519491231002X' }, positionId: 'sales' },
  {
    name: 'Zhang Wei',
    identity: { kind: 'passport', mrz: ['A', 'B'] },
    departmentId: exampleId,
    hostOrg: exampleId,
    employerOrg: exampleId,
    documents: [{ kind: 'passport', store: 'files', ref: 'documents/7f3a', hash: `sha256:${'0'.repeat(64)}` }, 'document:1'],
    evidence: [{ kind: 'hand-held-photo', store: 'files', ref: 'evidence/7f3a', hash: `sha256:${'0'.repeat(64)}` }],
  },
);

/** `POST /v1/registrations/{id}/withdrawal`. The text is sealed. */
const WithdrawRegistration = body(
  z.strictObject({ reason: z.strictObject({ code: label, text: prose(2_000).optional() }).optional() }).optional(),
  { reason: { code: 'changed-mind', text: 'Not now' } },
);

/** `manual_review` is shown to reviewers and operators; to everybody else such a registration is `verifying`. */
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
  'merged',
] as const;
const own = {
  variant,
  steps: z.array(
    z.strictObject({ step: z.enum(['phone', 'sign-in', 'profile', 'security', 'liveness', 'code']), state: z.enum(['open', 'done']) }),
  ),
  device: z
    .strictObject({
      degraded: z
        .array(z.enum(['os-version', 'memory']))
        .optional()
        .describe('What is below what the program is made for.'),
      restrictions: z
        .array(z.enum(['limited-device']))
        .optional()
        .describe('What its account may do is limited.'),
    })
    .optional()
    .describe('What is held against the device, where there is something.'),
  /** The result of the last check, of the identity or of the face; it does not say what was wrong. */
  lastCheck: z
    .strictObject({
      code: word.describe('identity-unconfirmed, document-unreadable, liveness-failed, or recording-unusable: make another recording.'),
      attemptsLeft: count,
      field: word.describe('With document-unreadable: what could not be read.').optional(),
    })
    .optional(),
  demands: riskDemands,
  approvalId: id.describe('The approval that confirms it; it stays after the decision.').optional(),
  expiresAt: instant.describe('While it waits for that approval: when both lapse unless it is decided.').optional(),
  evidence: evidenceOwed
    .describe('What the people who decide ask the applicant for: GET …/evidence-requests has their message.')
    .optional(),
  /** The account that came of it, once it is active; of a merged one that which the person has. */
  accountId: id.optional(),
  /** Why it ended, as a code. */
  reason: word.optional(),
  continuesIn: id.describe('With reason continued: the registration in which this applicant goes on; read that one.').optional(),
  /** When the applicant's data was erased. */
  erasedAt: instant.optional(),
};

/** The approval that decides it now, or has decided last: only for those who may see that approval itself. */
const approval = z.strictObject({ id, state: z.enum(approvalStates), expiresAt: instant.optional(), slots: z.array(slot) });
const alone = {
  elapsed: z
    .strictObject({ applicantSeconds: count, peopleSeconds: count, machineSeconds: count })
    .describe('Whom it has waited for since its opening, and for how long: for operators, and not in the answers of commands.')
    .optional(),
  approval: approval
    .describe(
      'Who is asked, who has decided and who is missing: only where the caller may read that approval, and not in the answers of commands.',
    )
    .optional(),
};

const outcomes = ['active', 'rejected', 'withdrawn', 'expired', 'merged'] as const;
const registration = processSchemas('registration', { states, outcomes, own, alone });
const query = z.strictObject({ ...pageQuery, accountId: id.optional(), companyId: id.optional(), state: z.enum(states).optional() });

export const registrations = face({
  path: 'registrations',
  answer: registration.whole,
  waits: true,
  read: 'readRegistrations',
  rights: {
    openRegistration: { roles: writers, scope: 'registrations:write' },
    readRegistrations: { roles: everybody, scope: 'registrations:read', administrators, forPeople: true },
    changeRegistration: { roles: writers, scope: 'registrations:write', forPeople: true, act: 'verify' },
    // D2: what an operator mends, also on an account that is leaving.
    openReview: { roles: ['operator'], scope: 'registrations:write', whileLeaving: true },
    retryDirectoryRemoval: { roles: ['operator'], scope: 'registrations:write', whileLeaving: true },
  },
  list: { page: page(registration.item), query },
  bodies: {
    OpenRegistration,
    ProvePhone,
    CorrectPhone,
    GiveSignIn,
    GiveProfile,
    GiveLiveness,
    GiveSecurity,
    ProvePhoneAgain,
    WithdrawRegistration,
    GiveEvidence: evidenceItems,
  },
  problems: registrationProblems,
});
