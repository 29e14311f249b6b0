import type { Account } from '../account/account';
import { departmentIn, managersOf } from '../account/managers';
import { matters, type Matter } from './matters';

interface Asked {
  matter: Matter;
  companyId?: string;
  departmentId?: string;
  managers: readonly string[];
}

/**
 * The managers and the department of a matter: as its process says, or as the membership of the requester has them.
 * Only for a membership without managers, and for a requester who has none, what the caller names counts.
 */
export function partiesAsked<T extends Asked>(asked: T, account: Account | undefined): T {
  const { matter, companyId } = asked;
  if (matters[matter.type].parties === 'of-process' || companyId === undefined) return asked;
  const managers = managersOf(account, companyId);
  const departmentId = asked.departmentId ?? departmentIn(account, companyId);
  return { ...asked, ...(managers.length > 0 && { managers }), ...(departmentId !== undefined && { departmentId }) };
}
