import { randomUUID } from 'node:crypto';
import {
  comesAlone,
  HttpDriver,
  idNumber,
  joinsCompany,
  opensCompany,
  serviceKeyBody,
  upTo,
  type Applicant,
  type CommandStep,
  type Company,
} from '#journey';
import { eventually } from './eventually';
import type { Call, CallOptions, Installation } from './installation';
import { simulatedWorld } from './simulated-world';

/** A person who registers, with the id of the registration in the API. */
export interface Registrant extends Applicant {
  id: string;
}

/**
 * A company with a person in each role, and the steps of its applicants, over HTTP. A step with an unexpected answer
 * throws.
 */
export interface FrontDesk {
  companyId: string;
  /** Of the position in the invites. */
  title: string;
  /** People by their public ids. */
  manager: string;
  admin: string;
  reviewer: string;
  /** With the service's key, for a person if one is named. */
  call(method: string, path: string, options?: CallOptions): Promise<Call>;
  /** @returns its name */
  invite(): Promise<string>;
  open(phone: string, invite?: string): Promise<Registrant>;
  provePhone(who: Registrant): Promise<void>;
  /** Gives the profile, and asks for the check. */
  profile(who: Registrant): Promise<void>;
  /** And waits until it is confirmed. */
  identified(who: Registrant): Promise<Registrant>;
  submit(who: Registrant): Promise<string>;
  decide(approvalId: string, person: string, body?: object): Promise<Call>;
  /** A member with every step up to the submission, the check confirmed. */
  ready(phone: string): Promise<Registrant>;
  /** A person without a company, as far. */
  readyAlone(phone: string): Promise<Registrant>;
  /** And submitted, and approved by both. */
  approved(phone: string): Promise<Registrant>;
  show(who: Registrant): Promise<Record<string, unknown>>;
  reaches(who: Registrant, ...states: readonly string[]): Promise<Record<string, unknown>>;
}

let people = 0;

/** A name has no digits, and of each person another one is looked for. */
const inLetters = (digits: string) => digits.replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!);

function newcomer(phone: string): Applicant {
  const n = (people += 1);
  const [fullName, device] = [`Canary Zoë ${inLetters(phone.slice(-8))}`, `Canary device ${randomUUID()}`];
  return { registration: `registrant ${n}`, phone, fullName, document: idNumber(n * 7_919), device };
}

export async function frontDesk(site: Installation): Promise<FrontDesk> {
  const world = simulatedWorld(site.simulatorUrl);
  const [manager, admin, reviewer] = [randomUUID(), randomUUID(), randomUUID()];
  const title = `Canary Representative ${randomUUID()}`;
  const at: Company = { company: 'Front Desk Ltd', position: 'sales', title, itAdmins: [admin], managers: [manager] };
  const { key } = (await site.call('POST', '/v1/api-keys', { body: serviceKeyBody('front desk') })).body as { key: string };
  const call: FrontDesk['call'] = (method, path, options = {}) => site.call(method, path, { key, ...options });
  const journey = new HttpDriver<Call>(
    ({ method, path, body, by, headers = {} }) => {
      const options: CallOptions = { body, headers, ...(typeof by === 'object' && { actingFor: by.person }) };
      return by === 'operator' ? site.call(method, path, options) : call(method, path, options);
    },
    { code: (phone) => world.code(phone) },
  );
  const take = async (...steps: readonly CommandStep[]) => {
    for (const step of steps) await journey.take(step);
  };
  const registered = (who: Applicant): Registrant => ({ ...who, id: journey.id('registration', who.registration) });
  await take(...opensCompany(at), { step: 'appointReviewer', person: reviewer });

  const desk: FrontDesk = {
    companyId: journey.id('company', at.company),
    title,
    manager,
    admin,
    reviewer,
    call,
    invite: async () => {
      const invite = randomUUID();
      await take({ step: 'issueInvite', at, invite });
      return invite;
    },
    open: async (phone, invite) => {
      const who = newcomer(phone);
      await take({ step: 'openRegistration', who, ...(invite !== undefined && { invitation: { at, invite } }) });
      return registered(who);
    },
    provePhone: (who) => take({ step: 'provePhone', who }),
    profile: (who) => take({ step: 'giveProfile', who }),
    identified: async (who) => {
      await desk.profile(who);
      await desk.reaches(who, 'draft');
      return who;
    },
    submit: async (who) => {
      await take({ step: 'submit', who });
      return journey.id('approval', who.registration);
    },
    decide: (approvalId, person, body = { decision: 'approve' }) =>
      call('POST', `/v1/approvals/${approvalId}/decisions`, { actingFor: person, body }),
    ready: async (phone) => {
      const who = newcomer(phone);
      await take(...upTo('giveProfile', joinsCompany(who, at)));
      return desk.identified(registered(who));
    },
    readyAlone: async (phone) => {
      const who = newcomer(phone);
      await take(...upTo('giveProfile', comesAlone(who)));
      return desk.identified(registered(who));
    },
    approved: async (phone) => {
      const who = await desk.ready(phone);
      await desk.submit(who);
      for (const person of [manager, admin]) await take({ step: 'decide', who, person, decision: 'approve' });
      return who;
    },
    show: async (who) => (await call('GET', `/v1/registrations/${who.id}`)).body,
    reaches: (who, ...states) =>
      eventually(
        `registration ${who.id} is ${states.join(' or ')}`,
        () => desk.show(who),
        ({ state }) => states.includes(state as string),
      ),
  };
  return desk;
}
