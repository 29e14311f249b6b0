import { z } from 'zod';
import { administrators, everybody, writers } from './access';
import { documents } from './document';
import { evidenceGiven } from './evidence';
import { body, face } from './face';
import { count, exampleId, id, instant, knownLabel, label, word } from './formats';
import { line, pasted } from './typed';
import { identity } from './identity';
import { page, pageQuery } from './page';
import { verificationProblems } from './problems/verifications';
import { processSchemas } from './process';
import { reference } from './reference';

/** `POST /v1/verification-cases`. A `companyId`: that company asks for it, and sees the case. */
const OpenVerification = body(
  z.strictObject({
    accountId: id,
    companyId: id.optional(),
    method: knownLabel.describe('bank-card, id-card, passport, residence-permit, face or work-pass.'),
  }),
  { accountId: exampleId, companyId: exampleId, method: 'bank-card' },
);

interface Given {
  name?: unknown;
  identity?: { kind: string } | undefined;
  card?: unknown;
  result?: unknown;
  documents?: unknown;
}

function isOneOfThem({ name, identity: shown, card, result, documents: pictures }: Given): boolean {
  if (result !== undefined) return [name, shown, card, pictures].every((each) => each === undefined);
  return name !== undefined && shown !== undefined && (card === undefined || shown.kind !== 'passport');
}

/** `POST …/attempts`: what the method takes. All of it is sealed. */
const MakeAttempt = body(
  z
    .strictObject({
      name: line(200).optional(),
      identity: identity.optional(),
      documents: documents
        .optional()
        .describe('Where pictures of the document lie, each { kind, store, ref, hash }: that of its own kind is read and compared.'),
      card: pasted(32)
        .regex(/^\d{8,32}$/, { message: 'must be the digits of the card' })
        .optional()
        .describe('With bank-card: the number on the card.'),
      result: reference
        .optional()
        .describe('With face: the reference of a liveness result, by its store. Never a picture: raw-biometric-refused.'),
    })
    .refine(isOneOfThem, { message: 'must be name and identity, with card for a bank card (and then no passport); or result alone' }),
  { name: 'Zhang Wei', identity: { kind: 'id-card', number: '11010519491231002X' }, card: '6222021234567890128' },
  {
    name: 'Zhang Wei',
    identity: { kind: 'id-card', number: '11010519491231002X' },
    documents: [{ kind: 'id-card', store: 'files', ref: 'documents/7f3a', hash: `sha256:${'0'.repeat(64)}` }],
  },
  { result: 'faces:0a1b2c3d4e5f' },
);

/** `POST …/withdrawal`. */
const WithdrawVerification = body(z.strictObject({ reason: z.strictObject({ code: label }).optional() }).optional(), {
  reason: { code: 'changed-mind' },
});

const states = ['open', 'challenged', 'manual_review', 'passed', 'refused', 'expired', 'withdrawn'] as const;
const outcomes = ['passed', 'refused', 'expired', 'withdrawn'] as const;
const own = {
  accountId: id,
  method: word,
  attemptsLeft: count.describe('How often an attempt may still fail; after the last one a person decides.'),
  lastAttempt: z
    .strictObject({ code: word, attemptsLeft: count, field: word.optional() })
    .describe('Why the last attempt came to nothing; never what did not match. field: with document-unreadable, what to take again.')
    .optional(),
  approvalId: id
    .describe('The review by people that has decided it. That people look at it is shown to nobody but reviewers and operators before.')
    .optional(),
  expiresAt: instant.describe('While it is open: when it lapses unless somebody makes an attempt.').optional(),
  provenTo: z.enum(['provider', 'reviewer']).optional(),
  credential: z
    .strictObject({ credentialId: id, method: word, expiresAt: instant.optional() })
    .describe('The credential that the account got by it; without expiresAt it counts for good.')
    .optional(),
  level: count.describe('The level that the account reached by it.').optional(),
  /** Why it ended, as a code. */
  reason: word.optional(),
  /** When what was given was erased. */
  erasedAt: instant.optional(),
};

const verification = processSchemas('verification', { states, outcomes, own });
const query = z.strictObject({ ...pageQuery, accountId: id.optional(), companyId: id.optional(), state: z.enum(states).optional() });

/**
 * `GET …/timeline`. `outcome` and `cause` are for operators: what a check said, and why a person must look. Nobody else
 * reads either who has decided: there is no `actor` then.
 */
export const verificationTimeline = z.strictObject({
  items: z.array(
    z.strictObject({
      at: instant,
      type: word,
      origin: word,
      actor: z.string().optional(),
      outcome: word.optional(),
      cause: word.optional(),
    }),
  ),
});

export const verifications = face({
  path: 'verification-cases',
  answer: verification.whole,
  waits: true,
  read: 'readVerifications',
  rights: {
    openVerification: { roles: writers, scope: 'verifications:write', forPeople: true, act: 'verify' },
    readVerifications: { roles: everybody, scope: 'verifications:read', administrators, forPeople: true },
    changeVerification: { roles: writers, scope: 'verifications:write', forPeople: true, act: 'verify' },
    // D2: what an operator mends, also on an account that is leaving.
    openCaseReview: { roles: ['operator'], scope: 'verifications:write', whileLeaving: true },
  },
  list: { page: page(verification.item), query },
  bodies: { OpenVerification, MakeAttempt, GiveEvidence: evidenceGiven, WithdrawVerification },
  problems: verificationProblems,
});
