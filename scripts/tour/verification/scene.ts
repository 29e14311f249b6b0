import { randomUUID } from 'node:crypto';
import { madeUpPhone, type Api, type Reply } from '#journey';
import type { Guide, Problem, Process } from '../guide';

export interface Case extends Process {
  method: string;
  attemptsLeft: number;
  lastAttempt?: { code: string; attemptsLeft: number };
  approvalId?: string;
  provenTo?: string;
  level?: number;
  credential?: { credentialId: string; method: string; expiresAt?: string };
}

interface Credential {
  method: string;
  state: string;
  validUntil?: string;
}
interface MayDo {
  capabilities: string[];
  withheld: { capability: string; unmet: { condition: string; atLeast?: number }[] }[];
}

/** The answer comes once the check has ended. */
const patient = { prefer: 'wait=10' };

/** A person with an account, and a reviewer of identities. Each call is shown with what is answered. */
export class Scene {
  private constructor(
    readonly guide: Guide,
    readonly accountId: string,
    private readonly person: Api,
    private readonly reviewer: Api,
  ) {}

  static async open(guide: Guide): Promise<Scene> {
    const { operator, service, story } = guide;
    story.step('An operator takes in a person of a company with their phone, and appoints a reviewer of identities');
    const company = await operator.post<Process>('/v1/companies', { name: 'House', companyKind: 'enterprise', verified: true });
    const person = { phone: madeUpPhone(), name: 'Zhang Wei', companyId: company.body.id };
    const account = await operator.post<Process>('/v1/accounts', person);
    story.expect('the person has an account', account.status, 201);
    const reviewer = randomUUID();
    story.expect('the reviewer is there', (await operator.post('/v1/identity-reviewers', { userId: reviewer })).status, 201);
    const { id } = account.body;
    return new Scene(guide, id, service.actingFor(id), service.actingFor(reviewer));
  }

  /** The same for another account. */
  about(accountId: string): Scene {
    return new Scene(this.guide, accountId, this.guide.service.actingFor(accountId), this.reviewer);
  }

  get story() {
    return this.guide.story;
  }

  /** The person begins to prove who they are. */
  begin(method: string): Promise<Reply<Case & Problem>> {
    return this.send('/v1/verification-cases', { accountId: this.accountId, method });
  }

  /** @returns where the case stands once the provider has answered */
  attempt({ id }: { id: string }, body: object, waiting?: Record<string, string>): Promise<Reply<Case & Problem>> {
    return this.send(`/v1/verification-cases/${id}/attempts`, body, waiting);
  }

  async look({ id }: { id: string }): Promise<Case> {
    return (await this.person.get<Case>(`/v1/verification-cases/${id}`)).body;
  }

  /** The reviewer finds it in their inbox. */
  async approveReviewOf({ id }: { id: string }): Promise<Reply<Process & Problem>> {
    const inbox = '/v1/approvals?assignee=me&state=pending';
    const isHere = ({ matter }: { matter: { id: string } }) => matter.id === id;
    let found: { id: string } | undefined;
    for (let tries = 0; found === undefined && tries < 100; tries += 1) {
      const { body } = await this.reviewer.get<{ items: { id: string; matter: { id: string } }[] }>(inbox);
      found = body.items.find(isHere);
      if (found === undefined) await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return this.reviewer.post(`/v1/approvals/${found?.id}/decisions`, { decision: 'approve' });
  }

  /** What the person has proven, and what is left of it now. */
  async credentials(): Promise<{ level: number; items: string[] }> {
    const { body } = await this.guide.operator.get<{ level: number; items: Credential[] }>(`/v1/accounts/${this.accountId}/credentials`);
    for (const { method, state, validUntil } of body.items)
      this.story.tell(`${method.padEnd(12)} ${state}${validUntil ? `, until ${validUntil}` : ''}`);
    return { level: body.level, items: body.items.map(({ method, state }) => `${method} ${state}`) };
  }

  /** @returns what the person lacks for a capability; nothing: they have it */
  async unmetOf(capability: string): Promise<string[]> {
    const { body } = await this.guide.operator.get<MayDo>(`/v1/accounts/${this.accountId}/capabilities`);
    if (body.capabilities.includes(capability)) return [];
    const found = body.withheld.find((each) => each.capability === capability);
    if (!found) throw new Error(`${capability} is in neither list: ${JSON.stringify(body)}`);
    return found.unmet.map(({ condition, atLeast }) => `${condition} ${atLeast}`);
  }

  /** `waiting`: nothing, where people are to look, since the answer would wait for them. */
  async send<T = Case>(path: string, body: object, waiting: Record<string, string> = patient): Promise<Reply<T & Problem>> {
    const reply = await this.person.post<T & Problem>(path, body, { ...waiting, 'idempotency-key': randomUUID() });
    const { code, state } = reply.body as { code?: string; state?: string };
    this.story.tell(`POST ${path}: ${[reply.status, code ?? state].filter(Boolean).join(' ')}`);
    return reply;
  }
}
