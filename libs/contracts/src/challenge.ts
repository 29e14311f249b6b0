import { z } from 'zod';
import { body } from './face';
import { count, exampleId, id, instant, label } from './formats';
import { contact, line, oneTimeCode } from './typed';

const identifierKind = z.enum(['phone', 'email']);

/** The purposes of codes that anybody may ask for. The codes of a process are sent by that process's own route. */
const challengePurpose = z.enum(['identifier-check']);

/** `POST /v1/challenges`: sends a one-time code. */
export const openChallenge = body(z.strictObject({ kind: identifierKind, value: contact(254), purpose: challengePurpose }), {
  kind: 'phone',
  value: '+8613800138000',
  purpose: 'identifier-check',
});
export type OpenChallenge = z.infer<typeof openChallenge>;

export const challenge = z.strictObject({ challengeId: id, expiresAt: instant });

/** `POST /v1/accounts/{id}/challenges`: a code to the phone of the account, and what it will prove. */
export const accountChallenge = body(
  z.strictObject({ purpose: z.enum(['deregistration-request', 'phone-change']) }),
  { purpose: 'deregistration-request' },
  { purpose: 'phone-change' },
);
export type AccountChallenge = z.infer<typeof accountChallenge>;

/**
 * `POST /v1/challenges/release`: the number of this process gets codes again. The reason is a code, as of tasks.
 * `challenge`: any code that was sent, by its `challengeId`: of what has no process, as the check of an identifier.
 */
const numberOf = z.strictObject({
  type: z
    .enum(['account', 'deregistration', 'registration', 'challenge'])
    .describe('challenge: any code that was sent, by its challengeId'),
  id,
});
const client = line(200).describe('A client of the task many-misses: what it has missed at security answers counts no more.');
export const releaseCodes = body(
  z
    .strictObject({ process: numberOf.optional(), client: client.optional(), reason: label })
    .refine(({ process, client: of }) => (process === undefined) !== (of === undefined), {
      message: 'must name a process or a client, and not both',
      path: ['process'],
    }),
  { process: { type: 'deregistration', id: exampleId }, reason: 'owner-called' },
  { process: { type: 'challenge', id: exampleId }, reason: 'owner-called' },
  { client: 'console', reason: 'attack-over' },
);
export type ReleaseCodes = z.infer<typeof releaseCodes>;

/** `codes`: how many that counted until now count no more. */
export const codesReleased = z.strictObject({ process: numberOf.optional(), client: client.optional(), codes: count });

/** `POST /v1/identifier-checks`: without a proof of possession it tells nothing. */
export const checkIdentifier = body(
  z
    .strictObject({
      kind: identifierKind,
      value: contact(254),
      challengeId: id.optional(),
      code: oneTimeCode.optional(),
    })
    .refine(({ challengeId, code }) => (challengeId === undefined) === (code === undefined), {
      message: 'challengeId and code come together',
      path: ['code'],
    }),
  { kind: 'email', value: 'a@b.cn' },
  { kind: 'phone', value: '+8613800138000', challengeId: exampleId, code: '123456' },
);
export type CheckIdentifier = z.infer<typeof checkIdentifier>;

/** `availableAt` with `cooldown`: from then on anybody may take it. */
export const identifierStatus = z.strictObject({
  status: z.enum(['unproven', 'free', 'held', 'cooldown']),
  availableAt: instant.optional(),
});
export type IdentifierStatus = z.infer<typeof identifierStatus>;
