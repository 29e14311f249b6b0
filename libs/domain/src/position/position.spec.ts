import { expectTables, given } from '#testing';
import type { Company } from '../company/company';
import type { CommandOf } from '../processes';
import { position as process } from './position';

const company: Company = { status: 'verified', companyId: 'c', companyKind: 'enterprise' };
const add: CommandOf<'position'> = { type: 'AddPosition', companyId: 'c', positionId: 'sales', template: 'sales', autoApprove: false };

describe('a position', () => {
  it('is one of a verified company, with the template that it brings (R6, G4)', () => {
    given(process)()
      .when(add, { at: 0, facts: { company } })
      .then({ type: 'PositionAdded', companyId: 'c', positionId: 'sales', template: 'sales', autoApprove: false });
  });

  it.each([undefined, { status: 'none' }] as const)('is not added where the company is %j', (unverified) => {
    given(process)()
      .when(add, { at: 0, facts: unverified ? { company: unverified } : {} })
      .thenRefused('company-not-verified');
  });

  it('in every state × every command', () => {
    expectTables(process, (state) => state, [
      {
        row: ({ status }) => status,
        columns: { AddPosition: () => [{ command: add, facts: { company } }], 'AddPosition, not verified': () => [{ command: add }] },
        written: `
situation | AddPosition     | AddPosition, not verified
none      | ✓               | company-not-verified
offered   | position-exists | company-not-verified
`,
      },
    ]);
  });
});
