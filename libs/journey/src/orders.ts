import {
  identityReviewer,
  registrationPhonePurpose,
  revocationPurpose,
  type CommandOf,
  type KnownRegistration,
  type ProcessType,
} from '#domain';
import type { ProcessName } from './driver';
import type { Applicant, CommandStep, Company, Name, StepName, StepOf } from './step';

/** How a driver names things: an id for each name, a key for each identifier. */
export interface Names {
  id(kind: string, name: Name): string;
  key(kind: 'phone' | 'identity' | 'device', value: string): string;
}

interface Sealed {
  subjectId: string;
  dataClass: string;
  field: string;
  value: string;
  replace?: boolean;
}

/** A code that went to a phone for this purpose, and that its owner has given back. */
export interface PhoneProof {
  purpose: string;
  identifierId: string;
  boundTo: string;
}

/** The command of a step, as the engine takes it. */
export interface Order<P extends ProcessType = ProcessType> {
  process: P;
  id: string;
  command: CommandOf<P>;
  proof?: PhoneProof;
  seal?: readonly Sealed[];
}

/** `reads`: what the step must know of the process that it moves. */
interface Recipe<S extends StepName> {
  reads?: (step: StepOf<S>) => readonly [ProcessName, Name] | undefined;
  order(step: StepOf<S>, names: Names, state: never): Order;
}

const readsRegistration = ({ who }: { who: Applicant }) => ['registration', who.registration] as const;
const positionOf = ({ id }: Names, { company, position }: Company) => id('position', `${company} ${position}`);
const itAdminsOf = ({ id }: Names, { company }: Company) => id('role', company);
const reviewersOf = ({ id }: Names) => id('role', identityReviewer);
const to = <P extends ProcessType>(process: P, id: string, command: CommandOf<P>, more: Pick<Order, 'proof' | 'seal'> = {}): Order => ({
  process,
  id,
  command,
  ...more,
});
const onRegistration = (
  { id }: Names,
  { registration }: Applicant,
  command: CommandOf<'registration'>,
  more?: Pick<Order, 'proof' | 'seal'>,
) => to('registration', id('registration', registration), command, more);
const decision = (actor: string, verdict: 'approve' | 'reject') =>
  ({ type: 'DecideTask', actor, verdict, ...(verdict === 'reject' && { reasonCode: 'not-known' }) }) as const;

const recipes: { [S in StepName]: Recipe<S> } = {
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
      const command = { companyId, positionStreamId: positionOf(names, at), managers: at.managers };
      return to('invite', names.id('invite', invite), { type: 'IssueInvite', ...command });
    },
  },
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
    order: ({ who, person, verdict }, { id }) => to('approval', id('approval', who.registration), decision(person, verdict)),
  },
  review: {
    reads: readsRegistration,
    order: ({ person, verdict }, _, { approvalId }: KnownRegistration) => to('approval', approvalId!, decision(person, verdict)),
  },
  withdraw: { order: ({ who }, names) => onRegistration(names, who, { type: 'WithdrawRegistration' }) },
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
  const seal = [
    { subjectId, dataClass: 'contact', field: 'phone', value: phone },
    { subjectId, dataClass: 'profile', field: 'device', value: device },
  ];
  return onRegistration(names, who, command, { seal });
}

/** Each try has a document of its own, and a review, should it come to one. */
function giveProfile({ who }: StepOf<'giveProfile'>, names: Names, state: KnownRegistration): Order {
  const { joins, accountId, subjectId, profile } = state;
  const attempt = `${who.registration} ${(profile?.attempt ?? 0) + 1}`;
  const command: CommandOf<'registration'> = {
    type: 'GiveProfile',
    identity: { identifierId: names.id('identity', attempt), key: names.key('identity', who.document) },
    applicant: { accountId: joins ?? accountId, principalId: names.id('principal', joins ?? accountId) },
    reviewId: names.id('review', attempt),
  };
  const seal = [
    { subjectId, dataClass: 'profile', field: 'name', value: who.fullName, replace: true },
    { subjectId, dataClass: 'profile', field: 'identity', value: who.document, replace: true },
  ];
  return onRegistration(names, who, command, { seal });
}

function takeInAccount({ account, phone, fullName }: StepOf<'takeInAccount'>, names: Names): Order {
  const [accountId, subjectId] = [names.id('account', account), names.id('subject', account)];
  const identifier = { identifierId: names.id('phone', account), key: names.key('phone', phone) };
  const seal = [
    { subjectId, dataClass: 'contact', field: 'phone', value: phone },
    { subjectId, dataClass: 'directory', field: 'phone', value: phone },
    { subjectId, dataClass: 'profile', field: 'name', value: fullName },
  ];
  return to('account', accountId, { type: 'TakeInAccount', accountId, subjectId, phone: identifier }, { seal });
}

/** What must be read before the order of a step can be given. */
export const readsOf = (step: CommandStep): readonly [ProcessName, Name] | undefined => recipes[step.step].reads?.(step as never);

/** The command of a step; `state`: of the process that {@link readsOf} names. */
export const orderOf = (step: CommandStep, names: Names, state?: unknown): Order =>
  recipes[step.step].order(step as never, names, state as never);
