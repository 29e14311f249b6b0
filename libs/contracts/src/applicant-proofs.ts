import { z } from 'zod';
import { body } from './face';
import { knownLabel, sentInstant } from './formats';
import { line, oneTimeCode } from './typed';
import { reference } from './reference';
import { riskSignals } from './risk';

/** Where a person comes from, by which callers are counted that they let guess or register. */
export const addressHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { message: 'must be 64 hexadecimal digits' })
  .describe('HMAC-SHA-256 by a key of yours of the network address that the person comes from; never the address itself.');

/** `PUT /v1/registrations/{id}/steps/liveness`. The reference is sealed. */
export const GiveLiveness = body(
  z.strictObject({
    result: reference.describe(
      'Where the recording of the face lies: a store and a name in it. Never the recording: raw-biometric-refused.',
    ),
    platform: z
      .enum(['ios', 'android', 'harmonyos'])
      .optional()
      .describe('The phone that recorded it, where the registration began on a device without a reader of faces.'),
  }),
  { result: 'face-store:8f14e45fceea167a' },
  { result: 'face-store:8f14e45fceea167a', platform: 'ios' },
);

const question = z.strictObject({ question: knownLabel.describe('Your own word for the question.'), answer: line(200) });
const [questionsLeast, questionsMost] = [3, 5];
const answered = (least: number) =>
  z
    .array(question)
    .min(least)
    .max(questionsMost)
    .refine((all) => new Set(all.map(({ question: each }) => each)).size === all.length, { message: 'must not repeat' });

/** `PUT /v1/registrations/{id}/steps/security`. Of an answer a keyed hash is kept, sealed. */
export const GiveSecurity = body(
  z.strictObject({
    signals: riskSignals,
    at: sentInstant.optional().describe('When you saw them. Left out: now. Not more than 5 minutes ahead: signal-in-future.'),
    behaviour: z
      .enum(['matched', 'unmatched'])
      .optional()
      .describe('Whether the person types and moves as they did before, where you have compared it.'),
    questions: answered(questionsLeast)
      .optional()
      .describe('Enrols security questions with their answers; those that were sent before are replaced.'),
  }),
  { signals: { newDevice: true, ipRegion: 'unusual' } },
  {
    signals: { newDevice: true },
    at: '2026-11-30T10:00:00.000Z',
    behaviour: 'matched',
    questions: [
      { question: 'first-school', answer: 'The Green One' },
      { question: 'first-street', answer: 'Long Lane' },
      { question: 'first-pet', answer: 'Rex' },
    ],
  },
);

/** `PUT /v1/registrations/{id}/steps/code`: a fresh code, where an evaluation demands it. */
export const ProvePhoneAgain = body(z.strictObject({ code: oneTimeCode }), { code: '123456' });

/** V6: what an evaluation demands of the applicant. */
export const riskDemands = z
  .array(z.strictObject({ demand: z.enum(['basic', 'mid', 'high']), met: z.boolean() }))
  .describe('After the security step: how much proof is demanded, and whether it was given. steps names what is still open.')
  .optional();

/** `POST /v1/accounts/{id}/security-answers`: each question once. */
export const proveAnswers = body(z.strictObject({ answers: answered(1), addressHash: addressHash.optional() }), {
  answers: [
    { question: 'first-school', answer: 'the green one' },
    { question: 'first-street', answer: 'long lane' },
  ],
  addressHash: 'f'.repeat(64),
});
export type ProveAnswers = z.infer<typeof proveAnswers>;
export const provenByAnswers = z.strictObject({ proven: z.literal(true) });
