import { expectTables, given } from '#testing';
import type { CommandOf } from '../processes';
import { company as process } from './company';

const takeIn: CommandOf<'company'> = { type: 'TakeInCompany', companyId: 'c', companyKind: 'enterprise' };
const always = (command: CommandOf<'company'>) => () => [{ command }];

describe('a company', () => {
  it('is taken in as verified, with its kind and nothing of its name (R1)', () => {
    given(process)().when(takeIn, { at: 0 }).then({ type: 'CompanyTakenIn', companyId: 'c', companyKind: 'enterprise' });
  });

  it('in every state × every command', () => {
    expectTables(process, (state) => state, [
      {
        row: ({ status }) => status,
        columns: { TakeInCompany: always(takeIn) },
        written: `
situation | TakeInCompany
none      | ✓
verified  | company-exists
`,
      },
    ]);
  });
});
