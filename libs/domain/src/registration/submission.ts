import { refuse, type Claim, type ClaimChange } from '../decider';
import { count, defined, group, id, key, optional, type ValueOf } from '../events';
import { claim, peek } from '../needs';
import { alertIdsOf } from '../risk-alert/whose';
import { accounts, type Account } from '../account/account';
import { accountAlertNeeds, alertNeeds, alertsFound } from '../approval/auto';
import { chosen, policiesAsked, type PolicyFacts } from '../approval-policy/choice';
import { activate } from './activation';
import { accept, inOrder, rule } from './conditions';
import { isClaimedByProof, standingOf } from './document-claim';
import { documentExpired, hasDocumentEnded } from './document-term';
import { awaitsMessengers } from './messengers';
import { accountOf, asked, asking, inviteOf, partiesAsked } from './parties';
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
    // R8: the answer about the number is awaited, however long its provider is away.
    given: inOrder('submission')
      .when((state) => !awaitsMessengers(state), 'check-under-way')
      .when(({ messengers }) => messengers !== 'both', 'phone-used-elsewhere'),
    needs: ({ approvalId, document, ...command }, state) => {
      const alertId = alertOf(state, command);
      // An alert that is open by then sends it to people: what that takes is locked too.
      const straight = goesStraight(state, {}) !== undefined;
      const people = alertId !== undefined || state.joins !== undefined || !straight;
      return {
        identity: document && claim('identity', document.key),
        ...asking(state, { type: 'registration', role: 'it-admin', approvalId: people ? approvalId : undefined }),
        // P2: what a company, or the platform, has stored decides, also where the position needs no confirmation.
        ...(state.joining ? policiesAsked(state.joining.companyId, 'registration') : {}),
        account: straight ? accountOf(state) : undefined,
        invite: straight ? inviteOf(state) : undefined,
        joined: peek(accounts.read(state.joins)),
        ...alertNeeds(defined({ alertId })),
      };
    },
    then: (found, state, { approvalId }) => ({
      ...(isStored(state, found) ? partiesAsked(state, { type: 'registration', role: 'it-admin', approvalId }) : {}),
      ...accountAlertNeeds(alertsOfJoined(state, found.joined)),
    }),
    emits: ['ProfileGiven', 'RegistrationSubmitted', 'RegistrationApproved', 'RegistrationActivated', 'RegistrationRejected'],
    refuses: [documentExpired],
    decide: (of) => {
      const { state, command, facts, now, policy } = of;
      if (hasDocumentEnded(state, now, policy)) return refuse(documentExpired);
      const accountAlerts = policy.heedsAccountAlerts ? alertsOfJoined(state, facts.joined) : [];
      const rule = goesStraight(state, policy.heedsAccountAlerts ? alertsFound(facts) : { alert: facts.alert }, isStored(state, facts));
      if (isMeant(state, command.document) && isTakenMeanwhile(state, facts.identity)) return accept(checkAgain(state, command.approvalId));
      const document = toReserve(state, command.document, facts.identity);
      if (rule !== undefined) return activate(of, { rule, document });
      const { approvalId } = command;
      return {
        events: [
          {
            type: 'RegistrationSubmitted',
            ...asked(state, { type: 'registration', approvalId, now, facts }),
            ...defined({ identityId: document?.identifierId, alertId: alertOf(state, command) }),
            ...(accountAlerts.length > 0 && { accountAlerts }),
          },
        ],
        claims: document ? [document] : [],
      };
    },
  }),
};

/**
 * R17: a person has confirmed this document, and then somebody else's was, before the submission could claim it: the
 * second one is checked again, and goes to a reviewer who sees both.
 */
const isTakenMeanwhile = (state: OpenRegistration, found: Claim | undefined): boolean =>
  isClaimedByProof(state) && found !== undefined && !state.profile?.elsewhere && standingOf(state, undefined, found).elsewhere;

function checkAgain({ profile, shown }: OpenRegistration, reviewId: string) {
  const { identityId: _none, ownerId: _owner, holder: _before, heldAs: _former, ...given } = profile!;
  return { type: 'ProfileGiven' as const, ...given, attempt: given.attempt + 1, reviewId, ...defined({ evidence: shown }) };
}

const isStored = ({ roleStreams, joining }: OpenRegistration, facts: PolicyFacts): boolean =>
  joining !== undefined && chosen(facts, roleStreams) !== undefined;

/** V7, P2: the person has an account already: what is open about that says as much. */
const alertsOfJoined = ({ joins }: OpenRegistration, account: Account | undefined): readonly string[] =>
  joins === undefined || account?.status !== 'living' ? [] : alertIdsOf(joins, account);

/** V7: an alert about a registration has its id. */
const alertOf = ({ alerted, registrationId }: OpenRegistration, { alertId }: { alertId?: string }) =>
  alertId ?? (alerted ? registrationId : undefined);

/**
 * R17: a document that a reviewer has accepted, and that nobody has any more, is reserved with the submission: the next
 * applicant who shows it goes to a
 * reviewer. By no event of its own, since its name would tell that another person had it.
 */
function toReserve(state: OpenRegistration, document: LateDocument | undefined, found: Claim | undefined) {
  if (!isMeant(state, document) || !document || found !== undefined) return undefined;
  const { key } = document;
  const identifierId = state.profile?.documentId ?? document.identifierId;
  return { change: 'reserve', kind: 'identity', key, identifierId, holder: state.registrationId } satisfies ClaimChange;
}

/** The document of the profile, which is not reserved yet. */
const isMeant = ({ profile, unverified }: OpenRegistration, document: LateDocument | undefined): boolean =>
  !unverified && document !== undefined && profile?.attempt === document.attempt && profile.identityId === undefined;
