import { randomUUID } from 'node:crypto';
import { checkCharacterOf } from '#domain';
import { eventually } from './eventually';
import type { Call, CallOptions, Installation } from './installation';
import { simulatedWorld } from './simulated-world';

/** Somebody who registers, as his caller knows him. */
export interface Registrant {
  id: string;
  phone: string;
  name: string;
  document: string;
  fingerprint: string;
}

/** A company with somebody in each role, and the steps of those who come to it, over HTTP. Every step throws where it is not answered as it should be. */
export interface FrontDesk {
  companyId: string;
  /** Of the position that people are invited for. */
  title: string;
  /** People by the ids that they have outside. */
  manager: string;
  admin: string;
  reviewer: string;
  /** With the service's key, for a person where one is named. */
  call(method: string, path: string, options?: CallOptions): Promise<Call>;
  invite(): Promise<string>;
  open(phone: string, inviteCode?: string): Promise<Registrant>;
  provePhone(who: Registrant): Promise<void>;
  /** Of who has no company. */
  signIn(who: Registrant): Promise<void>;
  /** Gives the profile, and asks for the check. */
  profile(who: Registrant): Promise<void>;
  /** And waits until it is confirmed. */
  identified(who: Registrant): Promise<Registrant>;
  submit(who: Registrant): Promise<string>;
  decide(approvalId: string, person: string, body?: object): Promise<Call>;
  /** A member with every step up to the submission, the check confirmed. */
  ready(phone: string): Promise<Registrant>;
  /** Somebody without a company, as far. */
  readyAlone(phone: string): Promise<Registrant>;
  /** And submitted, and approved by both. */
  approved(phone: string): Promise<Registrant>;
  show(who: Registrant): Promise<Record<string, unknown>>;
  reaches(who: Registrant, ...states: readonly string[]): Promise<Record<string, unknown>>;
}

const scopes = ['registrations:read', 'registrations:write', 'approvals:read', 'approvals:write', 'accounts:read', 'act-for'];

let people = 0;

/** An identity number that GB 11643 accepts, another one each time. */
function identityNumber(): string {
  const day = new Date(Date.UTC(1960, 0, 1 + (people += 1) * 3)).toISOString().slice(0, 10).replaceAll('-', '');
  const digits = `110105${day}${String(randomUUID().charCodeAt(0) % 10)}${String(people % 100).padStart(2, '0')}`;
  return digits + checkCharacterOf(digits);
}

export async function frontDesk(site: Installation): Promise<FrontDesk> {
  const world = simulatedWorld(site.simulatorUrl);
  const [manager, admin, reviewer] = [randomUUID(), randomUUID(), randomUUID()];
  const title = `Canary Representative ${randomUUID()}`;
  const as = expecting((method, path, options) => site.call(method, path, options));
  const { key } = await as(201, 'POST', '/v1/api-keys', { name: 'front desk', roles: ['service'], scopes });
  const call: FrontDesk['call'] = (method, path, options = {}) => site.call(method, path, { key: key as string, ...options });
  const service = expecting(call);
  const company = await as(201, 'POST', '/v1/companies', { name: 'Front Desk Ltd', companyKind: 'enterprise', verified: true });
  const companyId = company.id as string;
  await as(201, 'POST', `/v1/companies/${companyId}/positions`, { positionId: 'sales', title, template: 'sales' });
  await as(201, 'POST', `/v1/companies/${companyId}/roles`, { role: 'it-admin', userId: admin });
  await as(201, 'POST', '/v1/identity-reviewers', { userId: reviewer });
  const path = ({ id }: Registrant) => `/v1/registrations/${id}`;

  const desk: FrontDesk = {
    companyId,
    title,
    manager,
    admin,
    reviewer,
    call,
    invite: async () => {
      const body = { positionId: 'sales', managers: [`user:${manager}`] };
      return (await as(201, 'POST', `/v1/companies/${companyId}/invites`, body)).code as string;
    },
    open: async (phone, inviteCode) => {
      const link = inviteCode === undefined ? { variant: 'personal' } : { variant: 'member', link: { inviteCode } };
      const device = { fingerprint: `Canary device ${randomUUID()}`, integrity: 'genuine' };
      const body = { ...link, phone, platform: 'ios', device, consentVersion: '2025-06', timeZone: 'Asia/Shanghai' };
      const { id } = await service(201, 'POST', '/v1/registrations', body);
      return {
        id: id as string,
        phone,
        name: `Canary Zoë ${phone.slice(-8)}`,
        document: identityNumber(),
        fingerprint: device.fingerprint,
      };
    },
    provePhone: async (who) => void (await service(200, 'PUT', `${path(who)}/steps/phone`, { code: await world.code(who.phone) })),
    signIn: async (who) => void (await service(200, 'PUT', `${path(who)}/steps/sign-in`, { reference: `idp:${who.id}` })),
    profile: async (who) => {
      const body = { name: who.name, identity: { kind: 'id-card', number: who.document } };
      await service(200, 'PUT', `${path(who)}/steps/profile`, body);
    },
    identified: async (who) => {
      await desk.profile(who);
      await desk.reaches(who, 'draft');
      return who;
    },
    submit: async (who) => (await service(200, 'POST', `${path(who)}/submission`, {})).approvalId as string,
    decide: (approvalId, person, body = { decision: 'approve' }) =>
      call('POST', `/v1/approvals/${approvalId}/decisions`, { actingFor: person, body }),
    ready: async (phone) => {
      const who = await desk.open(phone, await desk.invite());
      await desk.provePhone(who);
      return desk.identified(who);
    },
    readyAlone: async (phone) => {
      const who = await desk.open(phone);
      await desk.provePhone(who);
      await desk.signIn(who);
      return desk.identified(who);
    },
    approved: async (phone) => {
      const who = await desk.ready(phone);
      const approvalId = await desk.submit(who);
      for (const person of [manager, admin]) await desk.decide(approvalId, person);
      return who;
    },
    show: async (who) => (await call('GET', path(who))).body,
    reaches: (who, ...states) =>
      eventually(
        `registration ${who.id} is ${states.join(' or ')}`,
        () => desk.show(who),
        ({ state }) => states.includes(state as string),
      ),
  };
  return desk;
}

/** A call that must be answered with this status. */
const expecting =
  (call: FrontDesk['call']) =>
  async (status: number, method: string, path: string, body: unknown): Promise<Record<string, unknown>> => {
    const answer = await call(method, path, { body });
    if (answer.status !== status) throw new Error(`${method} ${path} answers ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
