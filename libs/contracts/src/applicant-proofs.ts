import { z } from 'zod';
import { body } from './face';
import { text } from './formats';

/** Where a recording lies, as a store and a name in it; never the recording (V3). */
const reference = /^[a-z][a-z0-9-]{1,30}:[A-Za-z0-9_-]{8,200}$/;
/** Our choice: more characters than any such reference has; what is longer is refused as raw too. */
const resultMax = 1_000_000;

const recording = text(resultMax)
  .superRefine((value, { addIssue }) => {
    if (!reference.test(value))
      addIssue({ code: 'custom', message: 'must name where the recording lies', params: { problem: 'raw-biometric-refused' } });
  })
  .describe('Where the recording of the face lies: a store and a name in it. Never the recording: raw-biometric-refused.');

/** `PUT /v1/registrations/{id}/steps/liveness`. The reference is sealed. */
export const GiveLiveness = body(
  z.strictObject({
    result: recording,
    platform: z
      .enum(['ios', 'android', 'harmonyos'])
      .optional()
      .describe('The phone that recorded it, where the registration began on a device without a reader of faces.'),
  }),
  { result: 'face-store:8f14e45fceea167a' },
  { result: 'face-store:8f14e45fceea167a', platform: 'ios' },
);

/** `PUT /v1/companies/{id}/proofs`: what the company demands of each applicant. */
export const DemandProofs = body(
  z.strictObject({
    profile: z.enum(['standard', 'strict']).describe('strict: the security step and the face, and each step that a doubt may demand.'),
    face: z.boolean().describe('Each applicant shows their face, whatever the profile.'),
  }),
  { profile: 'standard', face: true },
);

/** As a company shows it. */
export const demandedProofs = z
  .strictObject({ profile: z.enum(['standard', 'strict']), face: z.boolean() })
  .describe('What it demands of applicants. Left out: what standard does, and no face.')
  .optional();
