import { endingWith } from '#domain';
import { effect } from '../effect';

/**
 * Takes somebody who has left out of the groups of that company. Roles go with the membership itself; this finds what
 * another release has given meanwhile too. Each role decides under lock whether the person is a member again.
 */
export const takeRolesBack = effect('account', {
  kind: 'takeRolesBack',
  async act({ effectId, n, process: { id: accountId, state } }, { engine, rolesOf }) {
    const { companyId } = endingWith(state, n) ?? {};
    if (companyId === undefined) return undefined;
    for (const { roleId, role, principalId, aliases } of await rolesOf(accountId, companyId)) {
      const command = { type: 'TakeRoleBack', companyId, role, principalId, aliases, leaver: accountId } as const;
      await engine.sendFromEffect(effectId, { process: 'role', id: roleId }, command);
    }
    return undefined;
  },
});
