import { given } from '#testing';
import { account as accountProcess } from '../account/account.process';
import type { AccountEvent } from '../account/account.events';
import { targetsOf } from '../reaction';
import { reactions } from '../reactions';
import { riskAlert } from './risk-alert.process';
import { alertIdsOf, alertIn } from './whose';

const account = given(accountProcess);
const [north, south] = ['8a1b2c3d-0000-4000-8000-000000000001', '8a1b2c3d-0000-4000-8000-000000000002'];
const takenIn: AccountEvent = {
  type: 'AccountTakenIn',
  ...{ subjectId: 's', phoneId: 'p', companyId: north, activatedAt: 0, tier: 0, tierOneAt: 7, tierTwoAt: 30 },
};
/** As the release before recorded it, which had one alert for all companies of a person. */
const evaluated = { type: 'RiskEvaluated', n: 1, at: 1, causes: ['proxy'], drawPpm: 1, demands: ['high'], alerts: true } as const;
const left = { type: 'MembershipEnded', companyId: north, reason: 'left', at: 2, roles: {} } as unknown as AccountEvent;

const sentWith = (event: AccountEvent, ...before: AccountEvent[]) => {
  const after = account(...before, event).state();
  return reactions
    .filter(({ when }) => when.process === 'account' && when.event === event.type)
    .flatMap((reaction) => targetsOf(reaction, event, after, 'a'))
    .filter(({ process }) => process === 'risk-alert');
};

describe('an alert of the release that had one for all companies (V9)', () => {
  it('is the one that moves and closes with its account: no other one is there to refuse what the person does', () => {
    const state = account(takenIn, evaluated).state();
    expect(alertIdsOf('a', state as object)).toEqual(['a']);
    expect(sentWith(left, takenIn, evaluated)).toEqual([
      { process: 'risk-alert', id: 'a', command: { type: 'MoveAlert', places: [], narrows: true } },
    ]);
    const frozen: AccountEvent = { type: 'AccountFrozen', deregistrationId: 'd' };
    const purged: AccountEvent = { type: 'AccountPurged', deregistrationId: 'd', phoneFreeAt: 9 };
    expect(sentWith(purged, takenIn, evaluated, frozen)).toEqual([{ process: 'risk-alert', id: 'a', command: { type: 'CloseAlert' } }]);
  });

  it('stands beside those of companies, which are raised from now on', () => {
    const again = { ...evaluated, n: 2, alertsIn: [north] } as const;
    expect(alertIdsOf('a', account(takenIn, evaluated, again).state() as object)).toEqual(['a', alertIn('a', north)]);
  });

  it('comes into no company where it was not, and leaves those that the person has left', () => {
    const raised = {
      about: 'account',
      aboutId: 'a',
      subjectId: 's',
      places: [{ companyId: north }],
      causes: ['proxy'],
      demands: [],
    } as const;
    const alert = given(riskAlert)({ type: 'RiskAlertRaised', ...raised, at: 1 });
    const move = { type: 'MoveAlert', places: [{ companyId: north, departmentId: 'd' }, { companyId: south }], narrows: true } as const;
    alert.when(move, { at: 2 }).then({ type: 'RiskAlertMoved', places: [{ companyId: north, departmentId: 'd' }] });
  });
});
