import { randomUUID } from 'node:crypto';
import type { Api } from './api';
import type { Guide, Problem, Process } from './guide';

/** Where people come in, and the people who see to it, by their ids outside. */
export interface Company {
  id: string;
  supervisor: string;
  itAdmin: string;
  inviteCode: string;
  /** A backend service with the rights that the tour needs. */
  service: Api;
}

/** What has to be there before anybody can come: a service, a company with a position, the people who confirm, and an invite. */
export async function prepare(guide: Guide): Promise<Company> {
  const { story, operator } = guide;
  story.step('An operator gives a backend service its key, and takes in a company with a position and an IT admin');
  const key = await operator.post<{ key: string }>('/v1/api-keys', { name: 'tour', roles: ['service'], scopes });
  story.expect('the service has a key', key.status, 201);
  const company = await operator.post<Process>('/v1/companies', { name: 'A. Company', companyKind: 'enterprise', verified: true });
  story.expect('the company is there and verified', [company.status, company.body.state], [201, 'verified']);
  const path = `/v1/companies/${company.body.id}`;
  const [supervisor, itAdmin] = [randomUUID(), randomUUID()];
  const position = await operator.post(`${path}/positions`, { positionId: 'sales', title: 'Sales', template: 'sales' });
  const role = await operator.post(`${path}/roles`, { role: 'it-admin', userId: itAdmin });
  const reviewer = await operator.post('/v1/identity-reviewers', { userId: randomUUID() });
  story.expect('position, IT admin and an identity reviewer, too', [position.status, role.status, reviewer.status], [201, 201, 201]);

  story.step('An invite is issued: good once, for 7 days, confirmed by the supervisor it names');
  const invite = await operator.post<{ code: string; expiresAt: string }>(`${path}/invites`, {
    positionId: 'sales',
    managers: [`user:${supervisor}`],
  });
  story.expect('the invite has a code', invite.status, 201);
  story.tell(`good until ${invite.body.expiresAt}`);
  return { id: company.body.id, supervisor, itAdmin, inviteCode: invite.body.code, service: operator.withKey(key.body.key) };
}

const scopes = [
  'registrations:read',
  'registrations:write',
  'approvals:read',
  'approvals:write',
  'accounts:read',
  'deregistrations:read',
  'deregistrations:write',
  'identifiers:check',
  'act-for',
];

/** P1: two people confirm whoever comes. Each finds it in his inbox and reads what he must know; nobody else can decide. */
export async function confirm(guide: Guide, company: Company, registration: Process): Promise<void> {
  const { story, operator } = guide;
  const { service, supervisor, itAdmin } = company;
  story.step('The supervisor and the IT admin find it in their inbox, and read who it is');
  const path = `/v1/approvals/${registration.approvalId as string}`;
  await guide.show((await operator.get<Process>(path)).body);
  for (const [name, person] of Object.entries({ supervisor, 'IT admin': itAdmin })) {
    const inbox = await service.actingFor(person).get<{ items: Process[] }>('/v1/approvals?assignee=me');
    const found = inbox.body.items.map(({ id }) => id);
    story.expect(`in the inbox of the ${name}`, found, [registration.approvalId]);
  }
  const dossier = await service.actingFor(supervisor).get<Dossier>(`${path}/dossier`);
  const { applicant, verification } = dossier.body;
  const told = [applicant.name, applicant.position, verification.state];
  story.expect('the dossier tells name, position and verification', told, ['A. Traveller', 'Sales', 'confirmed-by-registry']);

  story.step('Both approve; nobody else can');
  const decide = (by: Api) => by.post<Process & Problem>(`${path}/decisions`, { decision: 'approve' });
  const applicants = await decide(service);
  story.expect('the service that the applicant uses does not even see it', [applicants.status, applicants.body.code], [404, 'not-found']);
  const operators = await decide(operator);
  story.expect('an operator sees it, and cannot decide', [operators.status, operators.body.code], [403, 'not-an-approver']);
  const first = await decide(service.actingFor(supervisor));
  story.expect('the supervisor approves; it waits for the other', [first.status, first.body.state], [200, 'pending']);
  const again = await decide(service.actingFor(supervisor));
  story.expect('he cannot stand for the other', [again.status, again.body.code], [409, 'already-decided']);
  const second = await decide(service.actingFor(itAdmin));
  story.expect('the IT admin approves, and it is approved', [second.status, second.body.state], [200, 'approved']);
}

interface Dossier {
  applicant: { name?: string; position?: string };
  verification: { state: string };
}
