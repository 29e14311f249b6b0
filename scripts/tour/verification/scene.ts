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
    story.step('An operator takes in a person with their phone, and appoints a reviewer of identities');
    const account = await operator.post<Process>('/v1/accounts', { phone: madeUpPhone(), name: 'Zhang Wei' });
    story.expect('the person has an account', account.status, 201);
    const reviewer = randomUUID();
    story.expect('the reviewer is there', (await operator.post('/v1/identity-reviewers', { userId: reviewer })).status, 201);
    const { id } = account.body;
    return new Scene(guide, id, service.actingFor(id), service.actingFor(reviewer));
  }

  get story() {
    return this.guide.story;
  }

  /** The person begins to prove who they are. */
  begin(method: string): Promise<Reply<Case & Problem>> {
    return this.send('/v1/verification-cases', { accountId: this.accountId, method });
  }

  /** @returns where the case stands once the provider has answered */
  attempt({ id }: { id: string }, body: object): Promise<Reply<Case & Problem>> {
    return this.send(`/v1/verification-cases/${id}/attempts`, body);
  }

  async look({ id }: { id: string }): Promise<Case> {
    return (await this.person.get<Case>(`/v1/verification-cases/${id}`)).body;
  }

  approve(approvalId: string): Promise<Reply<Process & Problem>> {
    return this.reviewer.post(`/v1/approvals/${approvalId}/decisions`, { decision: 'approve' });
  }

  async send<T = Case>(path: string, body: object): Promise<Reply<T & Problem>> {
    const reply = await this.person.post<T & Problem>(path, body, { ...patient, 'idempotency-key': randomUUID() });
    const { code, state } = reply.body as { code?: string; state?: string };
    this.story.tell(`POST ${path}: ${[reply.status, code ?? state].filter(Boolean).join(' ')}`);
    return reply;
  }
}
