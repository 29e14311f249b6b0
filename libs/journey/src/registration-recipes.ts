import { identityReviewer, registrationPhonePurpose, type CommandOf, type KnownRegistration } from '#domain';
import { itAdminsOf, reviewersOf, to, type Names, type Order, type Recipes } from './order';
import type { Applicant, StepOf, TaskDecision } from './step';

const readsRegistration = ({ who }: { who: Applicant }) => ['registration', who.registration] as const;
const onRegistration = (
  { id }: Names,
  { registration }: Applicant,
  command: CommandOf<'registration'>,
  more?: Pick<Order, 'proof' | 'seal'>,
) => to('registration', id('registration', registration), command, more);
const decideTask = (actor: string, decision: TaskDecision) =>
  ({ type: 'DecideTask', actor, decision, ...(decision === 'reject' && { reasonCode: 'not-known' }) }) as const;

export const registrationRecipes: Recipes<
  'openRegistration' | 'provePhone' | 'recordSignIn' | 'giveProfile' | 'submit' | 'decide' | 'review' | 'withdraw'
> = {
  openRegistration: { order: openRegistration },
  provePhone: {
    reads: readsRegistration,
    order: ({ who }, names, { phoneId }: KnownRegistration) => {
      const boundTo = names.id('registration', who.registration);
      const device = { key: names.key('device', who.device), entryId: names.id('device', who.registration) };
      const proof = { purpose: registrationPhonePurpose, identifierId: phoneId, boundTo };
      return onRegistration(names, who, { type: 'ProvePhone', key: names.key('phone', who.phone), device }, { proof });
    },
  },
  recordSignIn: { order: ({ who }, names) => onRegistration(names, who, { type: 'RecordSignIn' }) },
  giveProfile: { reads: readsRegistration, order: giveProfile },
  submit: {
    reads: (step) => (step.again ? readsRegistration(step) : undefined),
    order: ({ who, again }, names, state: KnownRegistration) => {
      const approvalId = names.id('approval', who.registration);
      const document = () => ({
        identifierId: names.id('late document', who.registration),
        key: names.key('identity', who.document),
        attempt: state.profile?.attempt ?? 1,
      });
      return onRegistration(names, who, { type: 'SubmitRegistration', approvalId, ...(again && { document: document() }) });
    },
  },
  decide: {
    order: ({ who, person, decision }, { id }) => to('approval', id('approval', who.registration), decideTask(person, decision)),
  },
  review: {
    reads: readsRegistration,
    order: ({ person, decision }, _, { approvalId }: KnownRegistration) => to('approval', approvalId!, decideTask(person, decision)),
  },
  withdraw: { order: ({ who }, names) => onRegistration(names, who, { type: 'WithdrawRegistration' }) },
};

function openRegistration({ who, invitation }: StepOf<'openRegistration'>, names: Names): Order {
  const { registration, phone, device } = who;
  const subjectId = names.id('subject', registration);
  const command: CommandOf<'registration'> = {
    type: 'OpenRegistration',
    registrationId: names.id('registration', registration),
    variant: invitation ? 'member' : 'personal',
    accountId: names.id('account', registration),
    subjectId,
    phoneId: names.id('phone', registration),
    ...(invitation && { inviteId: names.id('invite', invitation.invite) }),
    platform: 'ios',
    scanProof: false,
    integrity: 'genuine',
    consentVersion: '2025-06',
    roleStreams: { ...(invitation && { 'it-admin': itAdminsOf(names, invitation.at) }), [identityReviewer]: reviewersOf(names) },
  };
  const seal: Order['seal'] = [
    { subjectId, dataClass: 'contact', field: 'phone', value: phone },
    { subjectId, dataClass: 'profile', field: 'device', value: device },
  ];
  return onRegistration(names, who, command, { seal });
}

/** Each try has its own document, and its own review if it needs one. */
function giveProfile({ who }: StepOf<'giveProfile'>, names: Names, state: KnownRegistration): Order {
  const { joins, accountId, subjectId, profile } = state;
  const attempt = `${who.registration} ${(profile?.attempt ?? 0) + 1}`;
  const command: CommandOf<'registration'> = {
    type: 'GiveProfile',
    identity: { identifierId: names.id('identity', attempt), key: names.key('identity', who.document) },
    document: { method: 'id-card' },
    applicant: { accountId: joins ?? accountId, principalId: names.id('principal', joins ?? accountId) },
    reviewId: names.id('review', attempt),
  };
  const seal: Order['seal'] = [
    { subjectId, dataClass: 'profile', field: 'name', value: who.fullName, replace: true },
    {
      subjectId,
      dataClass: 'profile',
      field: 'identity',
      value: who.document,
      replace: true,
      foundBy: names.key('identity', who.document),
    },
  ];
  return onRegistration(names, who, command, { seal });
}
