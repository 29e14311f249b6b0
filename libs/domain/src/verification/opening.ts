import { day, internal, refuse } from '../decider';
import { accounts, isIn } from '../account/account';
import { code, defined, either, flag, key } from '../events';
import { claim, tally } from '../needs';
import { accept, opening } from './conditions';
import { openedFields } from './verification';
import { caseExpiry, methodNames, methodOf, verificationPolicy } from './verification.policy';

const { expiresAt: _at, departmentId: _of, ...named } = openedFields;

export const openingRules = {
  /** V1, V4: an account proves who its person is, in one open case of each method at a time. */
  OpenVerification: opening({
    origin: 'caller',
    right: 'openVerification',
    /**
     * `method`: by any word, so that an unknown one has its code. `place`: the blind index of account and method.
     * `mainland`: the number of the account is one of the mainland.
     */
    takes: { ...named, method: either(code(...methodNames), code()), place: key, mainland: flag },
    exists: internal('case-exists'),
    needs: ({ accountId, place }) => ({
      account: accounts.read(accountId),
      place: claim('verification', place),
      before: tally('verification-case', place, verificationPolicy.casesPerDay),
    }),
    emits: ['VerificationOpened'],
    refuses: ['method-unknown', 'method-not-available', 'account-not-active', 'not-a-member', 'verification-pending', 'too-many-cases'],
    decide: ({ command, facts: { account, place, before = [] }, now, policy }) => {
      const { place: index, mainland, ...opened } = command;
      const method = methodOf(opened.method, policy);
      if (method === undefined) return refuse('method-unknown', { unmet: Object.keys(policy.methods) });
      if (account?.status !== 'living' || account.frozenBy !== undefined) return refuse('account-not-active');
      if (opened.companyId !== undefined && !isIn(account, opened.companyId)) return refuse('not-a-member');
      if (method.mainlandOnly && !mainland) return refuse('method-not-available');
      if (place !== undefined) return refuse('verification-pending');
      const limit = policy.casesPerDay;
      if (before.filter(({ at }) => at > now - day).length >= limit) return refuse('too-many-cases', { limit });
      const departmentId = opened.companyId === undefined ? undefined : account.memberships[opened.companyId]?.departmentId;
      return {
        // The type comes last: the command has one of its own.
        ...accept({ ...defined({ ...opened, departmentId }), expiresAt: caseExpiry(now, policy), type: 'VerificationOpened' }),
        claims: [{ change: 'reserve', kind: 'verification', key: index, identifierId: opened.placeId, holder: opened.caseId }],
        tallies: [{ change: 'enter', kind: 'verification-case', key: index, entryId: opened.placeId, holder: opened.caseId }],
      };
    },
  }),
};
