import { expectTables, given } from '#testing';
import { day } from '../decider';
import type { CommandOf } from '../processes';
import { adminTransfer as process } from './admin-transfer';

const request: CommandOf<'admin-transfer'> = {
  ...{ type: 'RequestAdminTransfer', companyId: 'company', roleId: 'role', holder: 'holder', successor: 'successor' },
};
const role = { status: 'granted', role: 'super-admin', holders: ['holder'] } as const;
const requested = {
  type: 'AdminTransferRequested',
  companyId: 'company',
  holder: 'holder',
  successor: 'successor',
  endsAt: 7 * day,
} as const;
const accept: CommandOf<'admin-transfer'> = { type: 'AcceptAdminTransfer' };

describe('an administrator hands a company over', () => {
  it('with a successor, who has 7 days to accept (D10)', () => {
    given(process)().when(request, { at: 0, facts: { role } }).then(requested);
    given(process)(requested)
      .when(accept, { at: 7 * day - 1 })
      .then({ type: 'AdminTransferAccepted' });
    given(process)(requested)
      .when(accept, { at: 7 * day })
      .thenRefused('admin-transfer-over');
  });

  it('only where they hold the role', () => {
    given(process)()
      .when(request, { at: 0, facts: { role: { ...role, holders: [] } } })
      .thenRefused('admin-role-not-held');
  });

  it('in every state × every command', () => {
    expectTables(process, (state) => state, [
      {
        row: (state, now) => (state.status === 'pending' ? `pending, ${now < state.endsAt ? '<' : '≥'} day 7` : state.status),
        columns: {
          RequestAdminTransfer: () => [{ command: request, facts: { role } }],
          AcceptAdminTransfer: () => [{ command: accept }],
          LapseAdminTransfer: () => [{ command: { type: 'LapseAdminTransfer' } as const }],
        },
        written: `
situation        | RequestAdminTransfer  | AcceptAdminTransfer    | LapseAdminTransfer
none             | ✓                     | admin-transfer-unknown | admin-transfer-over
pending, < day 7 | admin-transfer-exists | ✓                      | not-due
pending, ≥ day 7 | admin-transfer-exists | admin-transfer-over    | ✓
accepted         | admin-transfer-exists | admin-transfer-over    | admin-transfer-over
lapsed           | admin-transfer-exists | admin-transfer-over    | admin-transfer-over
`,
      },
    ]);
  });
});
