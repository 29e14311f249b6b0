import { refuse, type ClaimChange, type ClaimWithKey } from '../decider';
import { accounts, isIn, type Account, type LivingAccount } from '../account/account';
import { documentsOf } from '../account/documents';
import { whyNotMerged } from '../account/merging';
import type { Answer } from '../approval/answer';
import { accountAlertNeeds, alertsFound, isBeingWorked } from '../approval/auto';
import { defined } from '../events';
import { claimWithId } from '../needs';
import { leaveDevice, type Ending } from './endings';
import { reviewsLiveness } from './liveness';
import { applicantAccount, registrations, type OpenRegistration, type Registration } from './registration';
import { draftExpiry, erasure } from './registration.policy';
import { alertIdsOf } from '../risk-alert/whose';

/** R17: the applicant holds the document in their hand, and says in writing that both are theirs. */
const evidenceOfMerge = ['hand-held-photo', 'statement'] as const;

interface Found {
  /** The account that has the document, or the registration that it may have come to it from. */
  owner?: Account | undefined;
  shown?: Registration | undefined;
  opened?: Account | undefined;
  account?: Account | undefined;
  /** The claims of what would go over: a merge is refused where another process has one, or nobody. */
  number?: ClaimWithKey | undefined;
  document?: ClaimWithKey | undefined;
}

/** Who has the document: an account, or a registration, whose account has had it since. */
export const mergeNeeds = (state: OpenRegistration, answer: Answer | undefined) => {
  const holder = answer && state.profile?.holder;
  return {
    owner: accounts.move(holder),
    shown: registrations.read(holder),
  };
};

/** V9: beside the account that was opened since, the alerts about the two people who may be one. */
export const mergeNeedsThen = (
  { shown, owner, account, ...found }: Omit<Found, 'opened'>,
  state: OpenRegistration,
  { answer }: { answer?: Answer | undefined },
) => {
  const opened = shown?.status === 'active' ? applicantAccount(shown) : undefined;
  const { joins, profile } = answer ? state : {};
  const alerts = [
    ...alertsOf(profile?.holder, owner),
    ...alertsOf(joins, account),
    ...(opened === undefined ? [] : [opened]),
    ...alertsOf(opened, (found as Found).opened),
  ];
  const said = answer?.with ?? [];
  const [hasDocument, hasNumber] = [owner ?? (found as Found).opened, account];
  return {
    opened: accounts.move(opened),
    document: claimWithId(said.includes('joined-account') && state.profile ? (state.profile.heldAs ?? documentIn(hasDocument)) : undefined),
    number: claimWithId(said.includes('proven-phone') ? (joins === undefined ? state.phoneId : numberIn(hasNumber)) : undefined),
    ...accountAlertNeeds(alerts),
  };
};

const documentIn = (account: Account | undefined) => (account?.status === 'living' ? account.identityId : undefined);
const numberIn = (account: Account | undefined) => (account?.status === 'living' ? account.phoneId : undefined);

const alertsOf = (id: string | undefined, account: Account | undefined): readonly string[] =>
  id === undefined || account?.status !== 'living' ? [] : alertIdsOf(id, account);

interface Side {
  id: string;
  account: LivingAccount;
}
interface Sides {
  kept: Side;
  closed?: Side | undefined;
}
type Merging = Omit<Ending, 'facts'> & { facts: Found };

/**
 * R17: the applicant is the person of the account that has the document. That account goes on, or the one whose number
 * they have proven; the other one, where there is one, is closed in the same transaction.
 */
export function merge(of: Merging, said: Answer) {
  const { state, facts, now, policy } = of;
  const sides = sidesOf(of, said);
  if (!('kept' in sides)) return sides;
  const unmet = evidenceOfMerge.filter((kind) => !state.shown?.includes(kind));
  if (unmet.length > 0) return refuse('evidence-incomplete', { unmet });
  const { kept, closed } = sides;
  const { joins, joining } = state;
  const number = said.with.includes('proven-phone') ? numberFor(state, sides) : undefined;
  const takesDocument = kept.id === joins;
  const documentId = takesDocument ? (state.profile?.heldAs ?? closed?.account.identityId) : undefined;
  if (isGone(number && { identifierId: number.phoneId, holder: number.from }, facts.number)) return impossible('identifier-gone');
  if (isGone(documentId !== undefined && closed && { identifierId: documentId, holder: closed.id }, facts.document))
    return impossible('identifier-gone');
  const merged = {
    ...{ accountId: kept.id, applicantId: applicantAs(state, kept.id), draftExpiresAt: draftExpiry(now, policy) },
    ...{ takesDocument, ...defined({ closes: closed?.id, number, documentId }) },
  };
  const goesOn = joining && ![kept, closed].some((side) => isIn(side?.account, joining.companyId));
  const ends = { accountId: kept.id, erasesAt: erasure(now, 'merged', policy), ...defined({ inviteId: joining?.inviteId }) };
  return {
    events: [{ type: 'ApplicantMerged', ...merged } as const, ...(goesOn ? [] : [{ type: 'RegistrationMerged', ...ends } as const])],
    claims: freed(state, number !== undefined),
    tallies: leaveDevice(state),
  };
}

/** What an account names may be claimed no more: then it cannot go over, however often somebody tries. */
const isGone = (wanted: { identifierId: string; holder: string } | false | undefined, found: ClaimWithKey | undefined): boolean =>
  wanted !== false && wanted !== undefined && (found?.identifierId !== wanted.identifierId || found.holder !== wanted.holder);

const impossible = (...unmet: readonly string[]) => refuse('merge-not-possible', { unmet });

/** The accounts of one person: which goes on, and which is closed; or why they cannot become one now. */
function sidesOf({ state, facts, policy }: Merging, said: Answer): Sides | ReturnType<typeof impossible> {
  const { profile, joins, registrationId } = state;
  if (!policy.mayMerge || reviewsLiveness(state)) return impossible('nothing-to-merge');
  const ownerId = facts.owner ? profile?.holder : facts.shown?.status === 'active' ? applicantAccount(facts.shown) : undefined;
  if (ownerId === undefined || ownerId === joins) return impossible('nobody-has-the-document');
  if (joins === undefined && said.with.includes('joined-account')) return impossible('no-account-joined');
  const owner = { id: ownerId, account: facts.owner ?? facts.opened };
  if (!stillHas(owner.account, profile?.heldAs)) return impossible('nobody-has-the-document');
  const joined = joins === undefined ? undefined : { id: joins, account: facts.account };
  const whyNot = [owner, ...(joined ? [joined] : [])].flatMap(({ account }) => whyNotMerged(account, registrationId) ?? []);
  const unmet = [...whyNot, ...(Object.values(alertsFound({ ...facts })).some(isBeingWorked) ? ['alert-open'] : [])];
  if (unmet.length > 0 || !isSide(owner)) return impossible(...new Set(unmet));
  if (!joined || !isSide(joined)) return { kept: owner };
  return said.with.includes('joined-account') ? { kept: joined, closed: owner } : { kept: owner, closed: joined };
}

/** A review takes days, in which a revocation, or the next paper, may have freed the document. */
const stillHas = (owner: Account | undefined, heldAs: string | undefined): boolean =>
  owner?.status !== 'living' || heldAs === undefined || documentsOf(owner).includes(heldAs);

const isSide = (side: { id: string; account: Account | undefined }): side is Side => side.account?.status === 'living';

/** The proven number, and who has it: this registration, or the account that is closed. */
function numberFor({ joins, phoneId, registrationId }: OpenRegistration, { kept, closed }: Sides) {
  if (joins === undefined) return { phoneId, from: registrationId };
  return closed && closed.id === joins && kept.id !== joins ? { phoneId: closed.account.phoneId, from: closed.id } : undefined;
}

/** The principal of the account that goes on is the applicant; that of the other one decides nothing here either. */
function applicantAs({ joins, profile }: OpenRegistration, keptId: string): string {
  const { applicantId, ownerId } = profile!;
  return keptId === joins ? applicantId : (ownerId ?? applicantId);
}

function freed({ joins, phoneId, profile }: OpenRegistration, takesNumber: boolean): ClaimChange[] {
  const phone = joins === undefined && !takesNumber ? [phoneId] : [];
  const document = profile?.identityId === undefined ? [] : [profile.identityId];
  return [...phone, ...document].map((identifierId) => ({ change: 'free', identifierId }));
}
