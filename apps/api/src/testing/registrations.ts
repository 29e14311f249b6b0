import { randomUUID } from 'node:crypto';
import type { Command } from '#domain';
import { documentOfApplicant } from '#iam';
import {
  comesAlone,
  HttpDriver,
  idNumber,
  joinsCompany,
  openingBody,
  opensCompany,
  resultOf,
  upTo,
  type Applicant,
  type Company,
  type Surroundings,
  type World,
} from '#journey';
import type { Answer, CallOptions, TestApi } from './api';

export const fingerprintOf = (phone: string) => `Canary fingerprint of ${phone}`;
/** A device that several applicants may share. */
export const device = { fingerprint: 'Canary fingerprint', integrity: 'genuine' };

/** The opening of a person without a company, on a device of their own. */
export const personal = (phone: string) => ({ variant: 'personal', ...openingBody({ phone, device: fingerprintOf(phone) }) });
export const member = (phone: string, inviteCode: string) => ({ ...personal(phone), variant: 'member', link: { inviteCode } });
export const profile = (n: number) => ({ name: 'Canary Liu', identity: { kind: 'id-card', number: idNumber(n) } });

/** The same person for the steps of a journey. */
export const applicant = (phone: string, n = 0): Applicant => ({
  registration: `canary ${randomUUID()}`,
  phone,
  fullName: 'Canary Liu',
  document: idNumber(n),
  device: fingerprintOf(phone),
});

/** Takes journeys through this API. `service`: its key where a service calls, for itself or for a person. */
export const journeyOver = (api: TestApi, { service = api.operator, ...surroundings }: Surroundings & { service?: string } = {}) =>
  new HttpDriver<Answer>(
    ({ method, path, body, by, headers }) =>
      api.call(method, path, {
        ...(body && { body }),
        ...(headers && { headers }),
        ...(by !== 'operator' && { key: service }),
        ...(typeof by === 'object' && { person: by.person }),
      }),
    { code: (phone) => Promise.resolve(codeIn(api.sent.findLast(({ to }) => to === phone)!)), ...surroundings },
  );

/** A company that people can be invited into, and those who confirm everybody who comes, by their ids outside. */
export interface Inviting {
  at: Company;
  companyId: string;
  manager: string;
  itAdmin: string;
  journey: HttpDriver<Answer>;
}

export async function inviting(
  api: TestApi,
  { autoApprove = false, manager = randomUUID() }: { autoApprove?: boolean; manager?: string } = {},
): Promise<Inviting> {
  const [journey, itAdmin] = [journeyOver(api), randomUUID()];
  const position = { position: 'sales', title: 'Canary Representative', autoApprove };
  const at: Company = { company: 'Acme', ...position, itAdmins: [itAdmin], managers: [manager] };
  for (const step of opensCompany(at)) await journey.take(step);
  return { at, companyId: journey.id('company', at.company), manager, itAdmin, journey };
}

/** @returns the code of a new invite */
export async function invited({ journey, at }: Inviting): Promise<string> {
  const invite = randomUUID();
  await journey.take({ step: 'issueInvite', at, invite });
  return journey.id('invite', invite);
}

export const open = (api: TestApi, body: object, options: CallOptions = {}): Promise<Answer> =>
  api.call('POST', '/v1/registrations', { body, ...options });

/** The key by which people scan, of each API. */
const scanners = new WeakMap<TestApi, Promise<string>>();

/** A token by which somebody who is signed in lets a new device register; `person`: one with an account here. */
export async function scanned(api: TestApi, { person = randomUUID(), ...options }: CallOptions = {}): Promise<string> {
  await api.kernel.database.query(
    "INSERT INTO iam.principals (principal_id, external_id) VALUES (gen_random_uuid(), 'user:' || $1) ON CONFLICT DO NOTHING",
    [person],
  );
  if (!scanners.has(api)) scanners.set(api, api.newKey(['service'], ['scans:write', 'act-for']));
  const { status, body } = await api.call('POST', '/v1/scan-proofs', { key: (await scanners.get(api))!, person, ...options });
  if (status !== 201) throw new Error(`no scan: ${JSON.stringify(body)}`);
  return (body as { scanProof: string }).scanProof;
}

const codeIn = ({ text }: { text: string }): string => /\b\d{6}\b/.exec(text)![0];
/** The code that went out last. */
export const newestCode = ({ sent }: TestApi): string => codeIn(sent.at(-1)!);

export const put = (api: TestApi, id: string, step: string, body: object, options: CallOptions = {}): Promise<Answer> =>
  api.call('PUT', `/v1/registrations/${id}/${step}`, { body, ...options });
export const post = (api: TestApi, id: string, command: string, options: CallOptions = {}): Promise<Answer> =>
  api.call('POST', `/v1/registrations/${id}/${command}`, options);
export const shown = async (api: TestApi, id: string): Promise<Answer['body']> => (await api.call('GET', `/v1/registrations/${id}`)).body;

const stepsOf = (who: Applicant, company: Inviting | undefined) => (company ? joinsCompany(who, company.at) : comesAlone(who));

/**
 * The steps of a person, into the company where there is one, until before this step. @returns the id of the
 * registration
 */
async function walkUpTo(
  step: 'recordSignIn' | 'giveProfile' | 'submit',
  api: TestApi,
  who: Applicant,
  company?: Inviting,
): Promise<string> {
  const journey = company?.journey ?? journeyOver(api);
  for (const each of upTo(step, stepsOf(who, company))) await journey.take(each);
  return journey.id('registration', who.registration);
}

/** Opens a registration and proves its phone. @returns its id */
export const proven = (api: TestApi, who: Applicant, company?: Inviting): Promise<string> =>
  walkUpTo(company ? 'giveProfile' : 'recordSignIn', api, who, company);

/**
 * Does what a worker would: begins an effect that is owed, and records how it ended. `meanwhile`: before its provider
 * has answered.
 */
export async function performed(
  { kernel }: TestApi,
  id: string,
  kind: string,
  result: (n: number) => Command,
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const owed = (await kernel.engine.readControl(`registration:${id}`))?.owed ?? [];
  const effect = owed.find((each) => each.kind === kind);
  if (!effect) throw new Error(`${kind} is not owed, but ${JSON.stringify(owed)}`);
  await kernel.engine.begin(effect.effectId, kind);
  await meanwhile();
  const answered = result(Number(effect.effectId.split(':').at(-1)));
  // As the activity does: it looks whose the document is beside the answer.
  const document = answered.type === 'RecordIdentityCheck' ? await documentOfApplicant(kernel.database, id) : undefined;
  await kernel.engine.finish(effect.effectId, { ...answered, ...(document && { document }) });
}

export const checked = (api: TestApi, id: string, registry: World['registry'] = 'confirmed') =>
  performed(api, id, 'checkIdentity', (n) => resultOf('registration', 'checkIdentity', n, { registry, directory: 'made' })!);
export const entered = (api: TestApi, id: string, result: object = { outcome: 'made' }, meanwhile?: () => Promise<unknown>) =>
  performed(api, id, 'createDirectoryEntry', () => ({ type: 'RecordDirectoryEntry', ...result }), meanwhile);
export const takenBack = (api: TestApi, id: string, result: object = { outcome: 'removed' }) =>
  performed(api, id, 'removeDirectoryEntry', () => ({ type: 'RecordDirectoryRemoval', ...result }));

/** With the phone proven and the identity confirmed: ready to be submitted. @returns the id */
export async function verified(api: TestApi, who: Applicant, company?: Inviting): Promise<string> {
  const id = await walkUpTo('submit', api, who, company);
  await checked(api, id);
  return id;
}

/** Each of these people, by their public ids, confirms what the registration waits for. */
export async function approved(api: TestApi, service: string, approvalId: string, people: readonly string[]): Promise<void> {
  for (const person of people) {
    const { status, body } = await api.call('POST', `/v1/approvals/${approvalId}/decisions`, {
      key: service,
      person,
      body: { decision: 'approve' },
    });
    if (status !== 200) throw new Error(`not approved: ${JSON.stringify(body)}`);
  }
}
