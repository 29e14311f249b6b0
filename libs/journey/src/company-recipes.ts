import { identityReviewer } from '#domain';
import { departmentOf, itAdminsOf, positionOf, reviewersOf, to, type Recipes } from './order';

export const companyRecipes: Recipes<'openCompany' | 'addPosition' | 'addDepartment' | 'grantItAdmin' | 'appointReviewer' | 'issueInvite'> =
  {
    openCompany: {
      order: ({ at }, { id }) => {
        const companyId = id('company', at.company);
        return to('company', companyId, { type: 'TakeInCompany', companyId, companyKind: 'enterprise' });
      },
    },
    addPosition: {
      order: ({ at }, names) => {
        const { position, autoApprove = false } = at;
        const command = { companyId: names.id('company', at.company), positionId: position, template: 'sales', autoApprove };
        return to('position', positionOf(names, at), { type: 'AddPosition', ...command });
      },
    },
    addDepartment: {
      order: ({ at, department }, names) => {
        const departmentId = departmentOf(names, at, department);
        return to('department', departmentId, { type: 'AddDepartment', companyId: names.id('company', at.company), departmentId });
      },
    },
    grantItAdmin: {
      order: ({ at, person }, names) => {
        const companyId = names.id('company', at.company);
        return to('role', itAdminsOf(names, at), { type: 'GrantRole', companyId, role: 'it-admin', principalId: person });
      },
    },
    appointReviewer: {
      order: ({ person }, names) => to('role', reviewersOf(names), { type: 'GrantRole', role: identityReviewer, principalId: person }),
    },
    issueInvite: {
      order: ({ at, invite }, names) => {
        const companyId = names.id('company', at.company);
        const { department, managers } = at;
        const into = department === undefined ? {} : { departmentId: departmentOf(names, at, department) };
        const command = { companyId, positionStreamId: positionOf(names, at), ...into, managers };
        return to('invite', names.id('invite', invite), { type: 'IssueInvite', ...command });
      },
    },
  };
