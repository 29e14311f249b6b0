import { randomUUID } from 'node:crypto';
import type { CallOptions } from '../../../../apps/api/src/testing/api';
import { twoPages, type Client } from './client';
import type { People } from './people';
import type { Site } from './site';

/** A company says on which days it works, twice. */
export async function calendars(calls: Client, company: string): Promise<void> {
  const said = (year: number) => ({
    zone: 'UTC',
    restDays: [0, 6],
    holidays: [`${year}-01-01`],
    makeUpDays: [],
    knownUntil: `${year}-12-31`,
  });
  const { id } = await calls.post('/v1/calendars', { calendarId: 'office', companyId: company, ...said(2027) });
  await calls.post(`/v1/calendars/${id}/versions`, said(2028));
  await twoPages(calls, `/v1/calendars/${id}/versions?pageSize=1`);
  await twoPages(calls, `/v1/calendars?pageSize=1&companyId=${company}`);
}

export async function approvals({ get, post }: Client, { journey, service: key }: Site, { company, waiting }: People): Promise<void> {
  const [manager, admin] = [company.managers[0]!, company.itAdmins[0]!];
  for (const state of ['pending', 'approved']) await get(`/v1/approvals?assignee=me&state=${state}`, { key, person: manager });
  await get('/v1/approvals/counts', { key, person: manager });
  const approval = journey.id('approval', waiting.registration);
  for (const part of ['', '/dossier']) await get(`/v1/approvals/${approval}${part}`, { key, person: manager });
  const matter = { type: 'document-export', id: randomUUID() };
  const companyId = journey.id('company', company.company);
  const { id } = await post('/v1/approvals', { matter, companyId, managers: [`outside:${manager}`] }, { key });
  for (const deed of ['take', 'release']) await post(`/v1/approvals/${id}/tasks/1.1.2.1/${deed}`, {}, { key, person: admin });
  await evidence({ get, post }, `/v1/approvals/${id}`, { asking: { key, person: admin }, owing: { key } });
  await post(`/v1/approvals/${id}/withdrawal`, {}, { key, person: manager }, 403);
}

/** An IT admin is away: a member of the company acts in their place, and lends nothing on. */
export async function delegations(calls: Client, { journey, service: key }: Site, { company, member, waiting }: People): Promise<void> {
  const admin = { key, person: company.itAdmins[0]! };
  const delegate = { key, person: journey.id('account', member.registration) };
  const approval = `/v1/approvals/${journey.id('approval', waiting.registration)}`;
  const terms = { delegate: `user:${delegate.person}`, companyId: journey.id('company', company.company) };
  const until = new Date((await calls.get('/dev/clock')).now as string);
  until.setUTCDate(until.getUTCDate() + 7);
  const { id } = await calls.post('/v1/delegations', { ...terms, until: until.toISOString() }, admin);
  for (const viewer of [{}, admin, delegate])
    for (const filter of ['', '&as=delegate', '&state=given', `&companyId=${terms.companyId}`])
      await calls.get(`/v1/delegations?pageSize=1${filter}`, viewer);
  for (const path of [approval, `${approval}/dossier`, '/v1/approvals?view=delegated', '/v1/approvals/counts'])
    await calls.get(path, delegate);
  for (const deed of ['take', 'release']) await calls.post(`${approval}/tasks/1.1.2.1/${deed}`, {}, delegate);
  await calls.post(`/v1/delegations/${id}/ending`, {}, delegate);
  await calls.post(`${approval}/tasks/1.1.2.1/delegate`, { to: terms.delegate }, admin);
  await calls.get(approval, delegate);
  await calls.post(`${approval}/tasks/1.1.2.1/release`, {}, delegate, 409);
  await calls.post(`${approval}/tasks/1.1.2.1/take-back`, {}, admin);
}

/** An approver asks for more, and the requester gives it; both leave a comment behind. */
async function evidence(
  { get, post }: Client,
  approval: string,
  { asking, owing }: Record<'asking' | 'owing', CallOptions>,
): Promise<void> {
  const piece = { kind: 'photo', store: 'files', ref: 'evidence/1', hash: `sha256:${'0'.repeat(64)}` };
  await post(`${approval}/evidence-requests`, { items: [{ kind: 'photo' }], message: 'Growth asks' }, asking);
  await post(`${approval}/evidence`, { items: [piece] }, owing);
  await post(`${approval}/comments`, { text: 'Growth says' }, asking);
  await post(`${approval}/reminders`, {}, owing);
  for (const part of ['/dossier', '/evidence-requests', '/comments']) await get(approval + part, asking);
}
