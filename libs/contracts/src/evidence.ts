import { z } from 'zod';
import { body } from './face';
import { id, instant, label, text, word } from './formats';

/** Our choice: more characters than any name of a thing in a store has, and more of base64 in a row. */
const refMax = 500;
const encoded = /[A-Za-z0-9+/_=-]{128,}/;

/** V3: evidence itself in the place of its name. The problem has a code of its own, so that nobody looks for a typo. */
const isRaw = (ref: string): boolean => /^\s*data:/i.test(ref) || ref.length > refMax || encoded.test(ref);
export const storedRef = text(refMax).superRefine((value, { addIssue }) => {
  if (isRaw(value))
    addIssue({ code: 'custom', message: 'must be a name, not the evidence itself', params: { problem: 'raw-evidence-refused' } });
});

export const storedHash = z
  .string()
  .max(71)
  .regex(/^sha256:[0-9a-f]{64}$/, { message: 'must be sha256: and 64 hexadecimal digits' });

export const evidenceList = z
  .array(
    z.strictObject({
      kind: label,
      store: label.describe('Your word for the store that has it.'),
      ref: storedRef.describe('Its name in that store. Never the evidence itself: raw-evidence-refused.'),
      hash: storedHash,
    }),
  )
  .min(1)
  .max(20);
const photo = { kind: 'photo', store: 'files', ref: 'evidence/7f3a', hash: `sha256:${'0'.repeat(64)}` };

/** The same to a process that asks for nothing in particular. */
export const evidenceGiven = body(z.strictObject({ items: evidenceList }), { items: [{ ...photo, kind: 'work-pass' }] });

/**
 * `POST …/evidence`: where each piece lies, never the piece itself. `hash`: of its bytes, so that nobody can put
 * another one in its place. All of it is sealed.
 */
export const evidenceItems = body(
  z.strictObject({
    requestId: id.optional().describe('The request that it answers; left out: the one whose evidence is owed.'),
    items: evidenceList,
  }),
  { items: [photo] },
  {
    requestId: 'b9a1f0de-0000-4000-8000-000000000001',
    items: [photo],
  },
);

const asked = { requestId: id, items: z.array(z.strictObject({ kind: word })), expiresAt: instant };

/** What an applicant owes the approval of their registration. */
export const evidenceOwed = z.strictObject(asked);

const request = z.strictObject({
  ...asked,
  requestedBy: id,
  requestedAt: instant,
  state: z.enum(['owed', 'given', 'cancelled', 'closed']).describe('closed: the approval ended before the evidence came.'),
  endedAt: instant.optional(),
});
export const evidenceRequests = z.array(request);

/** Where pieces lie, as the vault keeps it. */
export const evidenceShown = z.array(z.strictObject({ kind: word, store: word, ref: z.string(), hash: z.string() }));

/** With what the vault keeps of it; a reader who may not see who asks gets the rest. */
export const evidenceRequestsShown = z.strictObject({
  items: z.array(
    request.partial({ requestedBy: true }).extend({
      message: z.string().optional(),
      evidence: evidenceShown.optional(),
    }),
  ),
});
