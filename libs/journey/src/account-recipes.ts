import { revocationPurpose, type CommandOf } from '#domain';
import { to, type Names, type Order, type Recipes } from './order';
import type { StepOf } from './step';

export const accountRecipes: Recipes<'takeInAccount' | 'requestDeregistration' | 'undoDeregistration'> = {
  takeInAccount: { order: takeInAccount },
  requestDeregistration: {
    order: ({ account, deregistration, groupsLeft = true }, { id }) => {
      const checklist = { appsUnbound: true, groupsLeft };
      const command = { type: 'RequestDeregistration', accountId: id('account', account), checklist } as const;
      return to('deregistration', id('deregistration', deregistration), command);
    },
  },
  undoDeregistration: {
    reads: ({ deregistration }) => ['deregistration', deregistration],
    order: ({ deregistration }, { id }, { phoneId }: { phoneId: string }) => {
      const boundTo = id('deregistration', deregistration);
      return to(
        'deregistration',
        boundTo,
        { type: 'RevokeDeregistration' },
        { proof: { purpose: revocationPurpose, identifierId: phoneId, boundTo } },
      );
    },
  },
};

function takeInAccount({ account, phone, fullName, document, at }: StepOf<'takeInAccount'>, names: Names): Order {
  const [accountId, subjectId] = [names.id('account', account), names.id('subject', account)];
  const identifier = (kind: 'phone' | 'identity', value: string) => ({
    identifierId: names.id(kind, account),
    key: names.key(kind, value),
  });
  const seal: Order['seal'] = [
    { subjectId, dataClass: 'contact', field: 'phone', value: phone },
    { subjectId, dataClass: 'directory', field: 'phone', value: phone },
    { subjectId, dataClass: 'profile', field: 'name', value: fullName },
    ...(document === undefined ? [] : [{ subjectId, dataClass: 'profile' as const, field: 'identity', value: document }]),
  ];
  const command: CommandOf<'account'> = {
    type: 'TakeInAccount',
    accountId,
    subjectId,
    phone: identifier('phone', phone),
    ...(document !== undefined && {
      identity: identifier('identity', document),
      attested: { credentialId: names.id('credential', account), method: 'id-card' as const },
    }),
    ...(at && { companyId: names.id('company', at.company) }),
  };
  return to('account', accountId, command, { seal });
}
