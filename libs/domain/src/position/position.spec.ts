import { expectTables, given } from '#testing';
import type { Company } from '../company/company';
import type { CommandOf } from '../processes';
import { position as process } from './position';

const company: Company = { status: 'verified', companyId: 'c', companyKind: 'enterprise' };
const add: CommandOf<'position'> = { type: 'AddPosition', companyId: 'c', positionId: 'sales', template: 'sales', autoApprove: false };

const retire: CommandOf<'position'> = { type: 'RetirePosition' };

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

  it('is retired for good: its word is not offered again, nor comes to mean another one (R6)', () => {
    const retired = given(process)({ ...add, type: 'PositionAdded' }, { type: 'PositionRetired' });
    given(process)({ ...add, type: 'PositionAdded' })
      .when(retire, { at: 1 })
      .then({ type: 'PositionRetired' });
    expect(retired.state()).toEqual({ status: 'retired', companyId: 'c', positionId: 'sales', template: 'sales', autoApprove: false });
    retired.when(retire, { at: 2 }).thenRefused('position-retired-already', {});
    retired.when(add, { at: 2, facts: { company } }).thenRefused('position-exists', {});
  });

  it('in every state × every command', () => {
    expectTables(process, (state) => state, [
      {
        row: ({ status }) => status,
        columns: {
          AddPosition: () => [{ command: add, facts: { company } }],
          'AddPosition, not verified': () => [{ command: add }],
          RetirePosition: () => [{ command: retire }],
        },
        written: `
situation | AddPosition     | AddPosition, not verified | RetirePosition
none      | ✓               | company-not-verified      | position-unknown
offered   | position-exists | company-not-verified      | ✓
retired   | position-exists | company-not-verified      | position-retired-already
`,
      },
    ]);
  });
});
