import { randomUUID } from 'node:crypto';
import type { Api } from '#journey';
import type { Ground } from './ground';

/** Approvals that a caller opens, by name: each ends in another way. */
export class Approvals {
  readonly ids: Record<string, string> = {};

  constructor(
    private readonly ground: Ground,
    private readonly service: Api,
  ) {}

  async ended(): Promise<void> {
    for (const name of ['export expired', 'export approved', 'export rejected', 'export withdrawn']) await this.open(name);
    await this.decide('export approved', this.manager, { decision: 'approve' });
    await this.decide('export approved', this.admin, { decision: 'approve' });
    await this.decide('export rejected', this.manager, { decision: 'reject', reason: { code: 'not-needed' } });
    await this.answered('export withdrawn', 'withdrawal', this.requester, {});
  }

  async pending(): Promise<void> {
    for (const name of ['export pending', 'export half approved', 'export taken']) await this.open(name);
    await this.decide('export half approved', this.manager, { decision: 'approve' });
    const path = `/v1/approvals/${this.ids['export taken']!}`;
    const { body } = await this.service.actingFor(this.manager).get<{ stages: { slots: { tasks: { taskId: string }[] }[] }[] }>(path);
    const [managersTask] = body.stages[0]!.slots[0]!.tasks;
    await this.answered('export taken', `tasks/${managersTask!.taskId}/take`, this.manager, {});
  }

  private get manager() {
    return this.ground.at.managers[0]!;
  }

  private get admin() {
    return this.ground.at.itAdmins[0]!;
  }

  private get requester() {
    return this.ground.id('account', 'grown');
  }

  private async open(name: string): Promise<void> {
    const answer = await this.service.actingFor(this.requester).post<{ id: string }>('/v1/approvals', {
      matter: { type: 'document-export', id: randomUUID() },
      companyId: this.ground.id('company', this.ground.at.company),
      managers: [`outside:${this.manager}`],
      context: { why: `Former Person asks: ${name}` },
    });
    if (answer.status !== 201) throw new Error(`${name} is answered ${JSON.stringify(answer)}`);
    this.ids[name] = answer.body.id;
  }

  private decide(name: string, person: string, body: object): Promise<void> {
    return this.answered(name, 'decisions', person, body);
  }

  private async answered(name: string, act: string, person: string, body: object): Promise<void> {
    const answer = await this.service.actingFor(person).post(`/v1/approvals/${this.ids[name]!}/${act}`, body);
    if (answer.status >= 300) throw new Error(`${name} is answered ${JSON.stringify(answer)}`);
  }
}
