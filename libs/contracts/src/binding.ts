import { z } from 'zod';
import { body } from './face';
import { exampleId, id, instant, label } from './formats';
import { oneTimeCode, phone } from './typed';

/**
 * `POST /v1/identities/challenges`: the account that the person says is theirs, by its number or its id. The answer is
 * the same for every number and id.
 */
export const askForBinding = body(
  z
    .strictObject({ phone: phone.optional(), accountId: id.optional() })
    .refine(({ phone, accountId }) => (phone === undefined) !== (accountId === undefined), {
      message: 'either phone or accountId must be there',
      path: ['phone'],
    }),
  { phone: '+8613800138000' },
  { accountId: exampleId },
);
export type AskForBinding = z.infer<typeof askForBinding>;

/**
 * `POST /v1/identities`: with the code that went to the number of the account; without one, the token itself says whose
 * it is, where the issuer is trusted to.
 */
export const bindName = body(z.strictObject({ challengeId: id, code: oneTimeCode }).optional(), { challengeId: exampleId, code: '123456' });
export type BindName = z.infer<typeof bindName>;

/** A name that an identity provider gives to a person. The name itself is kept by nobody. */
export const boundName = z.strictObject({
  identityId: id,
  issuer: z.string().optional().describe('the identity provider; left out of a name that was bound by hand'),
  boundAt: instant,
  boundBy: z.enum(['code', 'claim', 'operator']).describe('what showed that both are one person'),
});
export const boundNames = z.array(boundName);

/** `GET /v1/identities`: a person gets their own; an operator names an account. */
export const namesQuery = z.strictObject({
  accountId: id.optional().describe('whose names: operators must send it, a person leaves it out for their own'),
});

export const nameParams = z.strictObject({ identityId: id });

/** `POST /v1/identities/{identityId}/removal`: by an operator. A code and no text, as the security log keeps it. */
export const removeName = body(z.strictObject({ reason: label }), { reason: 'wrong-person' });
export type RemoveName = z.infer<typeof removeName>;
