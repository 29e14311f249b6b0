import type { Claim, ClaimChange } from '../decider';
import { count, defined, group, id, key, optional, type ValueOf } from '../events';
import { claim } from '../needs';
import { riskAlerts } from '../approval/auto';
import { activate } from './activation';
import { inOrder, rule } from './conditions';
import { accountOf, asked, asking, inviteOf } from './parties';
import type { OpenRegistration } from './registration';
import { goesStraight } from './steps';

const lateDocument = group({ identifierId: id, key, attempt: count });
type LateDocument = ValueOf<typeof lateDocument>;

export const submissionRules = {
  /**
   * P1, P2: two people confirm the registration, or a rule does. `document`: that of the profile's `attempt`, where it
   * is not reserved. `alertId`: where risk alerts about the applicant stand.
   */
  SubmitRegistration: rule({
    origin: 'caller',
    right: 'changeRegistration',
    takes: { approvalId: id, document: optional(lateDocument), alertId: optional(id) },
    given: inOrder('submission'),
    needs: ({ approvalId, document, alertId }, state) => {
      // An alert that is open by then sends it to people: what that takes is locked too.
      const people = alertId !== undefined || goesStraight(state, undefined) === undefined;
      const straight = goesStraight(state, undefined) !== undefined;
      return {
        identity: document && claim('identity', document.key),
        ...asking(state, { type: 'registration', role: 'it-admin', approvalId: people ? approvalId : undefined }),
        account: straight ? accountOf(state) : undefined,
        invite: straight ? inviteOf(state) : undefined,
        alert: riskAlerts.read(alertId),
      };
    },
    emits: ['RegistrationSubmitted', 'RegistrationApproved', 'RegistrationActivated', 'RegistrationRejected'],
    decide: (of) => {
      const { state, command, facts, now } = of;
      const rule = goesStraight(state, facts.alert);
      const document = toReserve(state, command.document, facts.identity);
      if (rule !== undefined) return activate(of, { rule, document });
      const { approvalId } = command;
      return {
        events: [
          {
            type: 'RegistrationSubmitted',
            ...asked(state, { type: 'registration', approvalId, now, facts }),
            ...defined({ identityId: document?.identifierId, alertId: command.alertId }),
          },
        ],
        claims: document ? [document] : [],
      };
    },
  }),
};

/**
 * R17: a document that a reviewer has accepted, and that nobody has any more, is reserved with the submission: the next
 * applicant who shows it goes to a
 * reviewer. By no event of its own, since its name would tell that another person had it.
 */
function toReserve({ registrationId, profile }: OpenRegistration, document: LateDocument | undefined, found: Claim | undefined) {
  const isMeant = document !== undefined && profile?.attempt === document.attempt && profile.identityId === undefined;
  if (!isMeant || found !== undefined) return undefined;
  const { identifierId, key } = document;
  return { change: 'reserve', kind: 'identity', key, identifierId, holder: registrationId } satisfies ClaimChange;
}
