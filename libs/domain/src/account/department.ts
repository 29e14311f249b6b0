import { refuse } from '../decider';
import { departments, isIn as isDepartmentOf } from '../department/department';
import { defined, id } from '../events';
import { rulesOf } from '../rule';
import { departmentIn, type Account } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { isSomewhere } from './leaving';
import { stillLiving } from './opening';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

export const departmentRules = {
  /**
   * G7: a member changes the department. Both lie within the reach of who moves them; a member without one is the
   * company's.
   */
  ChangeDepartment: rule({
    origin: 'caller',
    right: 'changeDepartment',
    takes: { companyId: id, departmentId: id },
    given: stillLiving.when(isSomewhere, 'not-a-member'),
    reaches: ({ companyId, departmentId }, account) => {
      const from = departmentIn(account, companyId);
      return from === undefined ? 'company' : [from, departmentId];
    },
    needs: ({ departmentId }) => ({ department: departments.read(departmentId) }),
    atMost: { times: ({ departmentChanges }) => departmentChanges, soFar: ({ moves = 0 }) => moves },
    emits: ['DepartmentChanged'],
    refuses: ['not-a-member', 'department-unknown', 'in-department-already'],
    decide: ({ state: account, command: { companyId, departmentId }, facts: { department } }) => {
      if (account.memberships[companyId]?.status !== 'active') return refuse('not-a-member');
      if (!isDepartmentOf(department, companyId)) return refuse('department-unknown');
      const from = departmentIn(account, companyId);
      if (from === departmentId) return refuse('in-department-already');
      return accept({ type: 'DepartmentChanged', companyId, departmentId, ...defined({ from }) });
    },
  }),
};
