import { z } from 'zod';
import { body } from './face';
import { exampleId, id, instant } from './formats';
import { oneTimeCode, phone } from './typed';

const sentCode = { challengeId: id, code: oneTimeCode };

/** `POST /v1/accounts/{id}/phone-change`: the new number, with the code that went to the old one. */
export const BeginPhoneChange = body(z.strictObject({ phone, proof: z.strictObject(sentCode) }), {
  phone: '+8613800138001',
  proof: { challengeId: exampleId, code: '123456' },
});
/** `POST /v1/accounts/{id}/phone-change/confirmation`: the code that went to the new number. */
export const ChangePhone = body(z.strictObject(sentCode), { challengeId: exampleId, code: '123456' });

/** `endsAt`: until then a code to the new number ends the change. */
export const begunPhoneChange = z.strictObject({ accountId: id, endsAt: instant });
/** `formerFreeAt`: from then on the former number may be anybody’s. */
export const changedPhone = z.strictObject({ accountId: id, formerFreeAt: instant });
