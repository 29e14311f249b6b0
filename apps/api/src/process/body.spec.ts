import { z } from 'zod';
import { bodyOf } from './body';

const id = 'b9a1f0de-0000-4000-8000-000000000001';

describe('a body that is a whole command', () => {
  const takingIn = bodyOf('company', 'TakeInCompany');
  const fields = { companyId: id, companyKind: 'enterprise' };
  const takes = (schema: z.ZodType, body: unknown) => schema.safeParse(body).success;

  it('gives the command, an id in lower case', () => {
    expect(takingIn.parse({ ...fields, companyId: id.toUpperCase() })).toEqual({ type: 'TakeInCompany', ...fields });
  });

  it('has every field that the rule takes, and no other', () => {
    expect([takes(takingIn, { companyId: id }), takes(takingIn, { ...fields, companyKind: 'club' })]).toEqual([false, false]);
    expect([takes(takingIn, { ...fields, companyId: 'x' }), takes(takingIn, undefined)]).toEqual([false, false]);
    for (const surprise of [{ surprise: 1 }, { type: 'OtherCommand' }])
      expect(takingIn.safeParse({ ...fields, ...surprise }).error?.issues).toMatchObject([
        { code: 'unrecognized_keys', keys: Object.keys(surprise) },
      ]);
  });

  it('may be left out where no field is required', () => {
    const withdrawal = bodyOf('registration', 'WithdrawRegistration');
    const type = 'WithdrawRegistration';
    expect([withdrawal.parse(undefined), withdrawal.parse({})]).toEqual([{ type }, { type }]);
    expect(withdrawal.parse({ reasonCode: 'changed-mind' })).toEqual({ type, reasonCode: 'changed-mind' });
    expect(takes(withdrawal, null)).toBe(false);
  });

  it('has no room for a text, a phone number or a control character in a word', () => {
    const withdrawal = bodyOf('registration', 'WithdrawRegistration');
    for (const reasonCode of ['Zhang Wei', 'paid-13800138000', 'left\u0000', 'left\ud800', 'x'.repeat(65), ''])
      expect(takes(withdrawal, { reasonCode })).toBe(false);
  });

  it('drops the fields that the route takes and does not read yet', () => {
    const command = { accountId: id, checklist: { appsUnbound: true, groupsLeft: false } };
    const request = bodyOf('deregistration', 'RequestDeregistration', { deviceId: z.string() });
    expect(request.parse({ ...command, deviceId: 'd' })).toEqual({ type: 'RequestDeregistration', ...command });
    expect([
      takes(request, command),
      takes(request, { ...command, checklist: { ...command.checklist, more: true }, deviceId: 'd' }),
    ]).toEqual([false, false]);
  });

  it('carries nothing that callers write in another form', () => {
    expect(() => bodyOf('account', 'TakeInAccount')).toThrow('no body carries a field of kind key');
  });
});
