import { randomUUID } from 'node:crypto';
import type { Api, Reply } from '#journey';
import type { Guide, Problem, Process } from '../guide';

export interface Registration extends Process {
  steps: { step: string; state: string }[];
  approvalId?: string;
  accountId?: string;
  lastCheck?: { code: string; attemptsLeft: number };
  demands?: { demand: string; met: boolean }[];
}
export interface Membership {
  companyId: string;
  departmentId?: string;
  positionId?: string;
  template?: string;
  employerId?: string;
}
export type Answer<T = Registration> = Reply<T & Problem & { unmet?: string[] }>;

/** The answer comes once the check, or the activation, has ended; while a person looks, after all of this time. */
const patient = { prefer: 'wait=5' };

/** The company that people come into, with who confirms them, and an agency. */
export interface Place {
  company: string;
  agency: string;
  department: string;
  manager: string;
  itAdmin: string;
  reviewer: string;
}

/** A backend service that registers people. Each call is shown with what is answered. */
export class Scene {
  private constructor(
    readonly guide: Guide,
    readonly place: Place,
  ) {}

  static async open(guide: Guide): Promise<Scene> {
    const { operator, story } = guide;
    story.step('An operator takes in a company with a library of positions, a department, and the people who confirm; and an agency');
    const made = async <T = Process>(path: string, body: object): Promise<T> => {
      const { status, body: answer } = await operator.post<T>(path, body);
      if (status !== 201) throw new Error(`${path} answers ${status} ${JSON.stringify(answer)}`);
      return answer;
    };
    const takenIn = (name: string) => made('/v1/companies', { name, companyKind: 'enterprise', verified: true, foreignRelated: true });
    const [{ id: company }, { id: agency }] = [await takenIn('Harbour Works'), await takenIn('Staff Agency')];
    const path = `/v1/companies/${company}`;
    for (const positionId of ['sales', 'desk'])
      await made(`${path}/positions`, { positionId, title: positionId, template: `${positionId}-rights` });
    const { departmentId: department } = await made<{ departmentId: string }>(`${path}/departments`, { name: 'Quay' });
    const [manager, itAdmin, reviewer] = [randomUUID(), randomUUID(), randomUUID()];
    await made(`${path}/roles`, { role: 'it-admin', userId: itAdmin });
    await made('/v1/identity-reviewers', { userId: reviewer });
    story.expect('all of it is there', (await operator.get<Process>(path)).body.state, 'verified');
    return new Scene(guide, { company, agency, department, manager, itAdmin, reviewer });
  }

  get story() {
    return this.guide.story;
  }

  /** @returns the code of an invite into the company */
  async invite(fields: object = {}): Promise<string> {
    const { company, manager } = this.place;
    const body = { positionId: 'sales', managers: [`outside:${manager}`], ...fields };
    const { body: issued } = await this.guide.operator.post<{ code: string }>(`/v1/companies/${company}/invites`, body);
    return issued.code;
  }

  openRegistration(body: object): Promise<Answer> {
    return this.send('POST', '/v1/registrations', body);
  }

  /** A step of the registration, with its answer once nothing of it is under way. */
  step({ id }: { id: string }, step: string, body: object): Promise<Answer> {
    return this.send('PUT', `/v1/registrations/${id}/steps/${step}`, body);
  }

  /** R14: somebody who is signed in lets a new device register. */
  async scan(): Promise<string> {
    const { status, body } = await this.guide.service.actingFor(this.place.itAdmin).post<{ scanProof: string }>('/v1/scan-proofs');
    this.story.tell(`POST /v1/scan-proofs: ${status}`);
    return body.scanProof;
  }

  submit({ id }: { id: string }): Promise<Answer> {
    return this.send('POST', `/v1/registrations/${id}/submission`, {});
  }

  /** With the code that went to the phone. */
  async prove(registration: { id: string }, phone: string): Promise<Answer> {
    return this.step(registration, 'phone', { code: await this.guide.journey.code(phone) });
  }

  async look({ id }: { id: string }): Promise<Registration> {
    return (await this.guide.service.get<Registration>(`/v1/registrations/${id}`, patient)).body;
  }

  /** The people of the company confirm it. @returns the registration once it is active */
  async confirm(registration: { id: string; approvalId?: string }): Promise<Registration> {
    const { manager, itAdmin } = this.place;
    for (const person of [manager, itAdmin]) await this.decide(person, registration.approvalId!, { decision: 'approve' });
    return this.look(registration);
  }

  decide(person: string, approvalId: string, body: object): Promise<Answer<Process>> {
    return this.send('POST', `/v1/approvals/${approvalId}/decisions`, body, this.guide.service.actingFor(person));
  }

  /** The review of an identity that waits for the reviewer. */
  async reviewOf({ id }: { id: string }): Promise<string> {
    const inbox = await this.guide.service.actingFor(this.place.reviewer).get<{ items: Matter[] }>('/v1/approvals?assignee=me');
    const found = inbox.body.items.find(({ matter }) => matter.id === id);
    if (!found) throw new Error(`nobody is asked to review ${id}`);
    return found.id;
  }

  async account({ accountId }: { accountId?: string }): Promise<Process & { memberships: Membership[] }> {
    return (await this.guide.operator.get<Process & { memberships: Membership[] }>(`/v1/accounts/${accountId!}`)).body;
  }

  private async send<T>(method: 'POST' | 'PUT', path: string, body: object, by: Api = this.guide.service): Promise<Answer<T>> {
    const reply = await (method === 'POST' ? by.post<T & Problem>(path, body, patient) : by.put<T & Problem>(path, body, patient));
    const { code, state, unmet } = reply.body as { code?: string; state?: string; unmet?: string[] };
    this.story.tell(`${method} ${path}: ${[reply.status, code ?? state, ...(unmet ?? [])].join(' ')}`);
    return reply;
  }
}

interface Matter {
  id: string;
  matter: { id: string };
}
