import { expectTables } from '#testing';
import type { CommandOf } from '../processes';
import type { RiskAlert } from './risk-alert';
import { riskAlert } from './risk-alert.process';

type Command = CommandOf<'risk-alert'>;
const always = (command: Command) => () => [{ command }];
const of = { about: 'registration', aboutId: 'r', subjectId: 's', places: [{ companyId: 'c' }], causes: ['frequent-by-phone'] } as const;

/** How often something came up changes nothing of what may follow. */
const key = (state: RiskAlert) => state.status;

describe('every state of an alert × every command', () => {
  it('is accepted or refused as the table says', () => {
    expectTables(riskAlert, key, [
      {
        row: ({ status }) => status,
        columns: {
          Raise: always({ type: 'RaiseAlert', ...of, demands: [] }),
          Acknowledge: always({ type: 'AcknowledgeAlert', by: 'p' }),
          Resolve: always({ type: 'ResolveAlert', by: 'p', outcome: 'harmless', reasonCode: 'x' }),
          Move: always({ type: 'MoveAlert', places: [] }),
          Close: always({ type: 'CloseAlert' }),
        },
        written: `
situation    | Raise      | Acknowledge        | Resolve       | Move          | Close
none         | ✓          | alert-unknown      | alert-unknown | alert-unknown | alert-unknown
open         | ✓          | ✓                  | ✓             | ✓             | ✓
acknowledged | ✓          | alert-acknowledged | ✓             | ✓             | ✓
resolved     | ✓          | alert-closed       | alert-closed  | ✓             | ✓
closed       | alert-over | alert-closed       | alert-closed  | alert-over    | alert-over
`,
      },
    ]);
  });
});
