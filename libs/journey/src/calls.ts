import type { ProcessName } from './driver';
import type { Applicant, CommandStep, Company, Name, StepName, StepOf, TaskDecision } from './step';

/** Sent with the operator's key, or with a service's, for a person if one is named. */
export type By = 'operator' | 'service' | { person: string };

/** One call over HTTP, of one step. */
export interface Call {
  step: StepName;
  method: 'POST' | 'PUT';
  path: string;
  body: object;
  by: By;
}

/** What earlier answers and the phone have shown. */
export interface Known {
  /** The id of a named thing; an invite's is its code. */
  id(kind: ProcessName | 'approval' | 'company' | 'department' | 'invite', name: Name): string;
  /** The newest one-time code of a phone. */
  code(phone: string): Promise<string>;
  /** Requests a code that undoes a deregistration. @returns the id of its challenge */
  challenge(deregistration: Name): Promise<string>;
  /** The review of this identity, in the inbox of its reviewer. */
  reviewOf(registration: Name, reviewer: string): Promise<string>;
}

export const collections = { registration: '/v1/registrations', account: '/v1/accounts', deregistration: '/v1/deregistrations' } as const;

/** The common opening of every registration, on a platform that requires no scan. */
export const openingBody = ({ phone, device }: Pick<Applicant, 'phone' | 'device'>) => ({
  phone,
  platform: 'ios',
  device: { fingerprint: device, integrity: 'genuine' },
  consentVersion: '2025-06',
});

const idCard = (number: string) => ({ kind: 'id-card', number });

const profileBody = ({ fullName, document }: Pick<Applicant, 'fullName' | 'document'>) => ({
  name: fullName,
  identity: idCard(document),
});

type Request = Pick<Call, 'method' | 'path' | 'body'> & { by?: By };
type Calls = { [S in StepName]: (step: StepOf<S>, known: Known) => Request | Promise<Request> };

const post = (path: string, body: object = {}, by?: By): Request => ({ method: 'POST', path, body, ...(by && { by }) });
const put = (path: string, body: object): Request => ({ method: 'PUT', path, body });
const companyPath = ({ id }: Known, { company }: Company) => `/v1/companies/${id('company', company)}`;
const registrationPath = ({ id }: Known, { registration }: Applicant) => `${collections.registration}/${id('registration', registration)}`;
const decide = (approvalId: string, { person, decision }: { person: string; decision: TaskDecision }) => {
  const body = { decision, ...(decision === 'reject' && { reason: { code: 'not-known' } }) };
  return post(`/v1/approvals/${approvalId}/decisions`, body, { person });
};

const calls: Calls = {
  openCompany: ({ at }) => post('/v1/companies', { name: at.company, companyKind: 'enterprise', verified: true }, 'operator'),
  addPosition: ({ at }, known) => {
    const { position, title = 'Sales', autoApprove = false } = at;
    return post(`${companyPath(known, at)}/positions`, { positionId: position, title, template: 'sales', autoApprove }, 'operator');
  },
  addDepartment: ({ at, department }, known) => post(`${companyPath(known, at)}/departments`, { name: department }, 'operator'),
  grantItAdmin: ({ at, person }, known) => post(`${companyPath(known, at)}/roles`, { role: 'it-admin', userId: person }, 'operator'),
  appointReviewer: ({ person }) => post('/v1/identity-reviewers', { userId: person }, 'operator'),
  issueInvite: ({ at }, known) => {
    // Managers of a journey have no accounts.
    const managers = at.managers.map((person) => `outside:${person}`);
    const into = at.department === undefined ? {} : { departmentId: known.id('department', `${at.company} ${at.department}`) };
    return post(`${companyPath(known, at)}/invites`, { positionId: at.position, ...into, managers }, 'operator');
  },
  openRegistration: ({ who, invitation }, { id }) => {
    const link = invitation ? { variant: 'member', link: { inviteCode: id('invite', invitation.invite) } } : { variant: 'personal' };
    return post(collections.registration, { ...openingBody(who), ...link });
  },
  provePhone: async ({ who }, known) => put(`${registrationPath(known, who)}/steps/phone`, { code: await known.code(who.phone) }),
  recordSignIn: ({ who }, known) => put(`${registrationPath(known, who)}/steps/sign-in`, { reference: `idp:${who.registration}` }),
  giveProfile: ({ who }, known) => put(`${registrationPath(known, who)}/steps/profile`, profileBody(who)),
  submit: ({ who }, known) => post(`${registrationPath(known, who)}/submission`),
  decide: (step, { id }) => decide(id('approval', step.who.registration), step),
  review: async (step, { reviewOf }) => decide(await reviewOf(step.who.registration, step.person), step),
  withdraw: ({ who }, known) => post(`${registrationPath(known, who)}/withdrawal`),
  takeInAccount: ({ phone, fullName, document, at }, { id }) => {
    const belonging = {
      ...(document !== undefined && { identity: idCard(document) }),
      ...(at && { companyId: id('company', at.company) }),
    };
    return post(collections.account, { phone, name: fullName, ...belonging }, 'operator');
  },
  requestDeregistration: ({ account, groupsLeft = true }, { id }) => {
    const body = { accountId: id('account', account), checklist: { appsUnbound: true, groupsLeft } };
    return post(collections.deregistration, body, { person: body.accountId });
  },
  undoDeregistration: async ({ deregistration, phone }, { id, code, challenge }) => {
    const challengeId = await challenge(deregistration);
    return post(`${collections.deregistration}/${id('deregistration', deregistration)}/revocation`, {
      challengeId,
      code: await code(phone),
    });
  },
};

export const callOf = async (step: CommandStep, known: Known): Promise<Call> => ({
  by: 'service',
  ...(await calls[step.step](step as never, known)),
  step: step.step,
});
