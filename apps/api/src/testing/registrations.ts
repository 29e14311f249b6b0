import { randomUUID } from 'node:crypto';
import { checkCharacterOf, type Command } from '#domain';
import { openingBody } from '#journey';
import type { Answer, CallOptions, TestApi } from './api';
import { newCompany } from './approvals';

export const fingerprintOf = (phone: string) => `Canary fingerprint of ${phone}`;
/** A device that several applicants may share. */
export const device = { fingerprint: 'Canary fingerprint', integrity: 'genuine' };

/** The opening of a person without a company, on a device of their own. */
export const personal = (phone: string) => ({ variant: 'personal', ...openingBody({ phone, device: fingerprintOf(phone) }) });
export const member = (phone: string, inviteCode: string) => ({ ...personal(phone), variant: 'member', link: { inviteCode } });

/** The n-th possible number of a citizen. */
export function idNumber(n: number): string {
  const first = `11010119900101${String(n).padStart(3, '0')}`;
  return first + checkCharacterOf(first);
}
export const profile = (n: number) => ({ name: 'Canary Liu', identity: { kind: 'id-card', number: idNumber(n) } });

/** A company that invites people, and the approvers, by their public ids. */
export interface Inviting {
  companyId: string;
  manager: string;
  itAdmin: string;
}

export async function inviting(api: TestApi, { autoApprove = false } = {}): Promise<Inviting> {
  const [manager, itAdmin] = [randomUUID(), randomUUID()];
  const companyId = await newCompany(api, { itAdmins: [itAdmin] });
  await api.call('POST', `/v1/companies/${companyId}/positions`, {
    body: { positionId: 'sales', title: 'Canary Representative', template: 'sales', autoApprove },
  });
  return { companyId, manager, itAdmin };
}

export async function invited(api: TestApi, { companyId, manager }: Inviting, fields: object = {}): Promise<string> {
  const { status, body } = await api.call('POST', `/v1/companies/${companyId}/invites`, {
    body: { positionId: 'sales', managers: [`user:${manager}`], ...fields },
  });
  if (status !== 201) throw new Error(`no invite: ${JSON.stringify(body)}`);
  return body.code as string;
}

export const open = (api: TestApi, body: object, options: CallOptions = {}): Promise<Answer> =>
  api.call('POST', '/v1/registrations', { body, ...options });

/** The newest code. */
export const newestCode = ({ sent }: TestApi): string => /\b\d{6}\b/.exec(sent.at(-1)!.text)![0];
export const otherThan = (code: string) => (code === '000000' ? '111111' : '000000');

export const put = (api: TestApi, id: string, step: string, body: object, options: CallOptions = {}): Promise<Answer> =>
  api.call('PUT', `/v1/registrations/${id}/${step}`, { body, ...options });
export const post = (api: TestApi, id: string, command: string, options: CallOptions = {}): Promise<Answer> =>
  api.call('POST', `/v1/registrations/${id}/${command}`, options);
export const shown = async (api: TestApi, id: string): Promise<Answer['body']> => (await api.call('GET', `/v1/registrations/${id}`)).body;

/** Opens a registration and proves its phone. @returns its id */
export async function proven(api: TestApi, body: object): Promise<string> {
  const { id } = (await open(api, body)).body as { id: string };
  const { status, body: problem } = await put(api, id, 'steps/phone', { code: newestCode(api) });
  if (status !== 200) throw new Error(`not proven: ${JSON.stringify(problem)}`);
  return id;
}

/**
 * Acts as a worker: begins an owed effect, and records how it ended. `meanwhile` runs before its provider has answered.
 */
async function perform(
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
  await kernel.engine.finish(effect.effectId, result(Number(effect.effectId.split(':').at(-1))));
}

export const checked = (api: TestApi, id: string, outcome: 'confirmed' | 'unconfirmed' | 'unavailable' = 'confirmed') =>
  perform(api, id, 'checkIdentity', (attempt) => ({ type: 'RecordIdentityCheck', attempt, outcome }) as Command);
export const entered = (api: TestApi, id: string, result: object = { outcome: 'made' }, meanwhile?: () => Promise<unknown>) =>
  perform(api, id, 'createDirectoryEntry', () => ({ type: 'RecordDirectoryEntry', ...result }), meanwhile);
export const takenBack = (api: TestApi, id: string, result: object = { outcome: 'removed' }) =>
  perform(api, id, 'removeDirectoryEntry', () => ({ type: 'RecordDirectoryRemoval', ...result }));

/** With the phone proven and the identity confirmed: ready to be submitted. */
export async function verified(api: TestApi, body: object, n: number): Promise<string> {
  const id = await proven(api, body);
  if ((body as { variant: string }).variant === 'personal') await put(api, id, 'steps/sign-in', { reference: 'idp:canary' });
  const { status, body: problem } = await put(api, id, 'steps/profile', profile(n));
  if (status !== 200) throw new Error(`no profile: ${JSON.stringify(problem)}`);
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
