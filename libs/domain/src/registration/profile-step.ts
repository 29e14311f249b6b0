import { refuse, type Claim, type ClaimChange } from '../decider';
import { unknownKinds } from '../approval/evidence-kinds';
import { companies, type Company } from '../company/company';
import { code, defined, flag, group, id, instant, key, list, optional, type DataOf } from '../events';
import { claim } from '../needs';
import { accept, inOrder, rule } from './conditions';
import { documentsMissing } from './foreign-number';
import { misplaced, placeFields, placeNeeds, placeOf, placeRefusals } from './place';
import { applicantAccount, documentMethods, type OpenRegistration } from './registration';
import type { RegistrationPolicy } from './registration.policy';
import { hasStep } from './steps';

const profileStep = {
  /** V10: a person without a company may leave it out. */
  identity: optional(group({ identifierId: id, key })),
  /** Its kind, and until when it is good, where it has an end. */
  document: optional(group({ method: code(...documentMethods), until: optional(instant) })),
  /** The applicant, as the caller found them. */
  applicant: group({ accountId: id, principalId: id }),
  /** The account or registration that has the document already, as the caller found it. */
  owner: optional(group({ holder: id, principalId: id })),
  reviewId: id,
  ...placeFields,
  /** R17: the kinds of what the applicant shows in advance, by references, should a person have to look. */
  evidence: optional(list(code())),
  /**
   * Of a passport: whether the end of a visa came with it, and whether the applicant's number is one of the mainland.
   */
  passport: optional(group({ visa: flag, mainlandNumber: flag })),
  /** R16: the kinds of the documents of which it was told where a picture lies. */
  shown: optional(list(code())),
};
type Given = DataOf<typeof profileStep>;
type GiveProfile = Given & { identity: NonNullable<Given['identity']> };

export const profileRules = {
  RecordSignIn: rule({
    origin: 'caller',
    right: 'changeRegistration',
    given: inOrder('sign-in'),
    appliesTo: (state) => state.status === 'none' || hasStep(state, 'sign-in'),
    atMost: { times: ({ signIns }) => signIns, soFar: ({ signIns = 0 }) => signIns },
    emits: ['SignInRecorded'],
    decide: () => accept({ type: 'SignInRecorded' }),
  }),
  /**
   * R4–R6, R17: who the applicant says they are, to be checked live. A document that another person has already is
   * never an error to the applicant: it is checked like any other, and then a reviewer looks at it. Typed, it is
   * nobody's yet: it is claimed with the answer of the check.
   */
  GiveProfile: rule({
    origin: 'caller',
    right: 'changeRegistration',
    takes: profileStep,
    given: inOrder('profile'),
    needs: ({ identity, passport, ...place }, state) => ({
      identity: identity && claim('identity', identity.key),
      ...placeNeeds(place, state),
      company: companies.read(passport?.mainlandNumber ? state.joining?.companyId : undefined),
    }),
    atMost: { times: ({ profiles }) => profiles, soFar: ({ profile }) => profile?.attempt ?? 0 },
    emits: ['ProfileGiven', 'DocumentLeftOut'],
    refuses: [
      ...(['step-out-of-order', 'real-name-required', ...placeRefusals, 'visa-missing', 'company-not-foreign-related'] as const),
      ...(['document-missing', 'evidence-kind-unknown'] as const),
    ],
    decide: ({ state, command: given, facts: { identity, company, ...found }, policy }) => {
      // The caller found the applicant before the phone was proven.
      if (given.applicant.accountId !== applicantAccount(state)) return refuse('step-out-of-order', { unmet: ['phone'] });
      const unfit = policy.placeInFull || given.identity ? misplaced(state, given, found, policy) : undefined;
      if (unfit !== undefined) return refuse(unfit);
      const unmet = documentsMissing(state, { method: given.document?.method, shown: given.shown }, policy);
      if (unmet.length > 0) return refuse('document-missing', { unmet });
      if (given.identity === undefined)
        return mayWait(state, policy) ? leaveOutDocument(state, given) : refuse('real-name-required', { unmet: ['profile'] });
      const command = { ...given, identity: given.identity };
      const unknown = unknownKinds(command.evidence ?? []);
      if (unknown.length > 0) return refuse('evidence-kind-unknown', { unmet: unknown });
      const missing = missingForForeigners(command, company);
      if (missing !== undefined) return refuse(missing);
      return {
        events: [
          {
            type: 'ProfileGiven',
            ...profileOf(state, command, identity, policy),
            ...placeOf(state, command, found, policy),
            ...forMerge(state, command, identity, policy),
          },
        ],
        claims: documentChanges(state, command, identity, policy),
      };
    },
  }),
};

/**
 * R9: foreign staff work here with a passport and a mainland number, and need a visa and a foreign-related company.
 * Overseas staff have a number of their country. Nothing is asked for a company that does not say which it is.
 */
function missingForForeigners({ passport }: GiveProfile, company: Company | undefined) {
  if (!passport?.mainlandNumber || company?.status !== 'verified' || company.foreignRelated === undefined) return undefined;
  if (!company.foreignRelated) return 'company-not-foreign-related' as const;
  return passport.visa ? undefined : ('visa-missing' as const);
}

/** V10, X23: a person without a company may begin without a document; a member says who they are first. */
const mayWait = ({ variant, proofs }: OpenRegistration, { documentMayWait }: RegistrationPolicy): boolean =>
  variant === 'personal' && proofs !== undefined && documentMayWait === true;

function leaveOutDocument({ profile }: OpenRegistration, { applicant, reviewId }: Given) {
  const freed: ClaimChange[] = profile?.identityId === undefined ? [] : [{ change: 'free', identifierId: profile.identityId }];
  const attempt = (profile?.attempt ?? 0) + 1;
  return { ...accept({ type: 'DocumentLeftOut', attempt, applicantId: applicant.principalId, reviewId }), claims: freed };
}

/** The document is reserved for this registration already. */
const isOwn = (identity: Claim | undefined, { registrationId }: OpenRegistration) => identity?.holder === registrationId;

function profileOf(state: OpenRegistration, given: GiveProfile, found: Claim | undefined, policy: RegistrationPolicy) {
  const { identity, document, applicant, reviewId } = given;
  return {
    attempt: (state.profile?.attempt ?? 0) + 1,
    applicantId: applicant.principalId,
    reviewId,
    ...(policy.documentsByProof ? unclaimed(state, identity.identifierId, found) : claimedAtOnce(state, given, found)),
    ...(state.proofs && defined({ method: document?.method, documentUntil: document?.until })),
  };
}

/** What was confirmed of the same document before stays; of every other one nothing is known before its check. */
function unclaimed(state: OpenRegistration, documentId: string, found: Claim | undefined) {
  const own = isOwn(found, state) ? found?.identifierId : undefined;
  return { elsewhere: false, documentId: own ?? documentId, ...defined({ identityId: own }) };
}

function claimedAtOnce(state: OpenRegistration, { identity, owner }: GiveProfile, found: Claim | undefined) {
  const own = isOwn(found, state);
  const identityId = own ? found?.identifierId : found === undefined ? identity.identifierId : undefined;
  // When joining with an account, the document must be that account's.
  const elsewhere = state.joins === undefined ? identityId === undefined : found?.holder !== state.joins;
  const isOwners = elsewhere && !own && owner !== undefined && owner.holder === found?.holder;
  return { elsewhere, ...defined({ identityId, ownerId: isOwners ? owner.principalId : undefined }) };
}

/** R17: whom a merge would be with, and what is shown for it, by the rules that know one. */
function forMerge(state: OpenRegistration, { evidence }: GiveProfile, found: Claim | undefined, policy: RegistrationPolicy) {
  if (!policy.mayMerge) return {};
  // Who has a document that is claimed with its check is found then.
  const isElsewhere = !policy.documentsByProof && found !== undefined && !isOwn(found, state) && found.holder !== state.joins;
  return defined({ holder: isElsewhere ? found.holder : undefined, evidence });
}
/**
 * The document of the profile before is free, unless it is the same; a document that nobody has is reserved, where
 * typing it is enough.
 */
function documentChanges(
  state: OpenRegistration,
  { identity }: GiveProfile,
  found: Claim | undefined,
  { documentsByProof }: RegistrationPolicy,
): ClaimChange[] {
  const before = state.profile?.identityId;
  const isKept = isOwn(found, state) && found?.identifierId === before;
  const freed: ClaimChange[] = before !== undefined && !isKept ? [{ change: 'free', identifierId: before }] : [];
  if (found !== undefined || documentsByProof) return freed;
  return [...freed, { change: 'reserve', kind: 'identity', ...identity, holder: state.registrationId }];
}
