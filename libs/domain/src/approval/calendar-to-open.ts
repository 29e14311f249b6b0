import type { PendingApproval } from './approval';
import { calendarNeeds, countsWorkingDays } from './calendar-of';
import { policyByClass } from './classification';
import { policyFor } from './matters';

/** What says by which calendar stages are counted that open later, or once more. */
export const calendarToOpen = (of: Pick<PendingApproval, 'stored' | 'matter' | 'classification' | 'companyId'>) =>
  calendarNeeds((of.stored?.policy ?? policyByClass(of) ?? policyFor(of.matter.type)).stages.some(countsWorkingDays), of.companyId);
