import { bodyOf } from './body';

describe('the body of a route that is one command', () => {
  const taking = bodyOf('company', 'TakeInCompany');
  const companyId = 'b9a1f0de-0000-4000-8000-000000000001';

  it('has the fields of the command, an id in either case', () => {
    const companyKind = 'enterprise';
    expect(taking.parse({ companyId: companyId.toUpperCase(), companyKind })).toEqual({ companyId, companyKind });
    for (const body of [{}, { reasonCode: 'changed-mind' }])
      expect(bodyOf('registration', 'WithdrawRegistration').parse(body)).toEqual(body);
  });

  it('has no others, none missing, and no word that the rule does not know', () => {
    for (const body of [{ companyId }, { companyId, companyKind: 'club' }, { companyId: 'x', companyKind: 'enterprise' }])
      expect(taking.safeParse(body).success).toBe(false);
    expect(taking.safeParse({ companyId, companyKind: 'enterprise', name: 'x' }).success).toBe(false);
  });

  it('carries nothing that a caller writes in another form', () => {
    expect(() => bodyOf('account', 'TakeInAccount')).toThrow('no body carries a field of kind key');
  });
});
