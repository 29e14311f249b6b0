import { mixed } from '../mixed-id';
import type { RiskAlert } from './risk-alert';

type Places = Exclude<RiskAlert, { status: 'none' }>['places'];

/**
 * V9: the alert about an account in one of its companies. Its id follows from both, so that it is found without a
 * search and cannot be multiplied; what is seen of a person in one company is worked there alone.
 */
export const alertIn = (accountId: string, companyId: string): string => mixed(accountId, companyId);

/** V7: one for each company of the person; without a company one of operators, which has the id of the account. */
export const alertsAbout = (accountId: string, places: Places): readonly { id: string; places: Places }[] =>
  places.length === 0 ? [{ id: accountId, places }] : places.map((place) => ({ id: alertIn(accountId, place.companyId), places: [place] }));

/** Where alerts about an account were raised. */
interface Alerted {
  alerted?: true;
  alertedIn?: readonly string[];
}

/** The ids of all alerts about an account: its risk is what any of them says. */
export const alertIdsOf = (accountId: string, { alerted, alertedIn = [] }: Alerted): readonly string[] => [
  ...(alerted ? [accountId] : []),
  ...alertedIn.map((companyId) => alertIn(accountId, companyId)),
];
