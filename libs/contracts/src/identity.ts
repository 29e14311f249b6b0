import { z } from 'zod';
import { body } from './face';
import { exampleId, id, personId } from './formats';
import { pasted } from './typed';
import { page, pageQuery } from './page';
import { belonging, knownPerson } from './people';

const machineLine = pasted(64);
const lastDay = z.iso.date();

/** The document that a person shows. The domain decides whether it can be one. */
export const identity = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('id-card'), number: pasted(32) }),
  z.strictObject({
    kind: z.literal('passport'),
    mrz: z
      .union([z.tuple([machineLine, machineLine]), z.tuple([machineLine, machineLine, machineLine])])
      .describe('The lines of the machine-readable zone: two of a booklet, three of a card.'),
    visaUntil: lastDay
      .describe(
        'The last day of the visa. Foreign staff (a passport and a mainland number) of a company with foreignRelated must send it. Asked of nobody else; given, it must not have passed.',
      )
      .optional(),
    permitUntil: lastDay
      .describe(
        'The last day of the work permit, of those who have one. The credential counts until the earliest of the passport, the visa and the permit.',
      )
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('residence-permit'),
    number: pasted(32),
    validUntil: lastDay.describe('The last day of the card, where it prints one: until then the credential counts.').optional(),
  }),
]);

/** `POST /v1/identity-reviewers`: whoever may look at what no machine could confirm. */
export const grantReviewer = body(z.strictObject({ userId: personId }), { userId: exampleId });
export type GrantReviewer = z.infer<typeof grantReviewer>;

/** `principalId` stands for the person in every answer. */
export const identityReviewer = z.strictObject({
  role: z.literal('identity-reviewer'),
  principalId: id,
  belonging: belonging.exclude(['member']).describe('Whether the person has an `account` here, or is from `outside`.'),
});

/** `GET /v1/identity-reviewers`: who holds the role. */
export const reviewerQuery = z.strictObject(pageQuery);
export const reviewerPage = page(knownPerson);
