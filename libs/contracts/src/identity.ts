import { z } from 'zod';
import { body } from './face';
import { exampleId, id, personId } from './formats';
import { pasted } from './typed';
import { page, pageQuery } from './page';
import { belonging, knownPerson } from './people';

const machineLine = pasted(64);

/** The document that a person shows. The domain decides whether it can be one. */
export const identity = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('id-card'), number: pasted(32) }),
  z.strictObject({
    kind: z.literal('passport'),
    mrz: z.tuple([machineLine, machineLine]),
    visaUntil: z.iso
      .date()
      .describe(
        'The last day of the visa. Foreign staff (a passport and a mainland number) of a company with foreignRelated must send it. Asked of nobody else; given, it must not have passed. Nothing happens on that day yet.',
      )
      .optional(),
  }),
  z.strictObject({ kind: z.literal('residence-permit'), number: pasted(32) }),
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
