import { randomUUID } from 'node:crypto';
import { opensCompany, type Applicant, type By, type CommandStep, type Company } from '#journey';
import type { Guide, Process } from './guide';

/** What must exist before anybody can register: a company with a position, and the people who confirm. */
export async function prepare({ story, take }: Guide): Promise<Company> {
  story.step('The operator takes in a company with a position and an IT admin');
  const at: Company = { company: 'A. Company', position: 'sales', itAdmins: [randomUUID()], managers: [randomUUID()] };
  const steps = [...opensCompany(at), { step: 'appointReviewer', person: randomUUID() }] as CommandStep[];
  const answers = [];
  for (const step of steps) answers.push(await take(step));
  story.expect('the company is there and verified', [answers[0]!.status, answers[0]!.body.state], [201, 'verified']);
  const statuses = answers.slice(1).map(({ status }) => status);
  story.expect('position, IT admin and an identity reviewer, too', statuses, [201, 201, 201]);
  return at;
}

/**
 * P1: two people confirm an applicant. Each finds the approval in their inbox and reads its dossier; nobody else can
 * decide.
 */
export async function confirm(guide: Guide, at: Company, who: Applicant, registration: Process): Promise<void> {
  const { story, operator, service } = guide;
  const [supervisor, itAdmin] = [at.managers[0]!, at.itAdmins[0]!];
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
  const decide = (person: string, by: By = { person }) => guide.take({ step: 'decide', who, person, decision: 'approve' }, by);
  const applicants = await decide(supervisor, 'service');
  story.expect('the key of a service decides for nobody', [applicants.status, applicants.body.code], [403, 'proof-required']);
  const operators = await decide(supervisor, 'operator');
  story.expect('nor does an operator', [operators.status, operators.body.code], [403, 'forbidden']);
  const first = await decide(supervisor);
  story.expect('the supervisor approves; it waits for the other', [first.status, first.body.state], [200, 'pending']);
  const again = await decide(supervisor);
  story.expect('one person cannot stand for both', [again.status, again.body.code], [409, 'already-decided']);
  const second = await decide(itAdmin);
  story.expect('the IT admin approves, and it is approved', [second.status, second.body.state], [200, 'approved']);
}

interface Dossier {
  applicant: { name?: string; position?: string };
  verification: { state: string };
}
