import { randomUUID } from 'node:crypto';
import { madeUpPhone } from '#journey';
import { isOver, type Stage } from './stage';

const cases = '/v1/verification-cases';

/** People who prove who they are, in each phase of a case. */
export class Provers {
  private readonly reviewer = randomUUID();

  constructor(private readonly stage: Stage) {}

  async run(): Promise<void> {
    const { stage } = this;
    await stage.post('/v1/identity-reviewers', { userId: this.reviewer });
    const untouched = await this.begins();
    await stage.recorder.keep('verification-open', streamOf(untouched));
    await this.isChecked();
    const inReview = await this.fails();
    await stage.post(`${cases}/${inReview}/withdrawal`);
    await stage.recorder.keep('verification-withdrawn', streamOf(inReview));
    await this.isReviewed();
    await stage.advance('P14D');
    await stage.recorder.keep('verification-expired', streamOf(untouched), { enough: isOver });
  }

  /** The provider is away, and comes back. */
  private async isChecked(): Promise<void> {
    const { stage } = this;
    await stage.breaks('face-checks', { mode: 'unavailable' });
    const id = await this.begins();
    await this.tries(id);
    await stage.recorder.keep('verification-challenged', streamOf(id), { performing: true });
    await stage.mends();
    await stage.until(`${cases}/${id}`, 'passed');
    await stage.recorder.keep('verification-passed', streamOf(id));
  }

  /** Four times; then a person looks. */
  private async fails(): Promise<string> {
    const { stage } = this;
    const id = await this.begins();
    for (const state of ['open', 'open', 'open', 'manual_review']) {
      await this.tries(id, `faces:unconfirmed-${randomUUID()}`);
      await stage.until(`${cases}/${id}`, state);
    }
    await stage.recorder.keep('verification-manual-review', streamOf(id));
    return id;
  }

  /** A reviewer decides, and the person gets a message. */
  private async isReviewed(): Promise<void> {
    const { stage } = this;
    const id = await this.begins();
    await stage.post(`${cases}/${id}/review`);
    const { status } = await stage.service.actingFor(this.reviewer).post(`/v1/approvals/${await this.reviewOf(id)}/decisions`, {
      ...{ decision: 'reject', reason: { code: 'not-shown' } },
    });
    if (status !== 200) throw new Error(`the decision is answered ${status}`);
    await stage.until(`${cases}/${id}`, 'refused');
    await stage.recorder.keep('verification-reviewed', streamOf(id));
  }

  /** Reviewers find it in their inbox. */
  private async reviewOf(caseId: string): Promise<string> {
    const { items } = (
      await this.stage.service
        .actingFor(this.reviewer)
        .get<{ items: { id: string; matter: { id: string } }[] }>('/v1/approvals?assignee=me')
    ).body;
    const found = items.find(({ matter }) => matter.id === caseId);
    if (found === undefined) throw new Error(`no reviewer is asked about ${caseId}`);
    return found.id;
  }

  private async begins(): Promise<string> {
    const { id: accountId } = await this.stage.post<{ id: string }>('/v1/accounts', { phone: madeUpPhone() });
    return (await this.stage.post<{ id: string }>(cases, { accountId, method: 'face' })).id;
  }

  private tries(id: string, result = `faces:${randomUUID()}`): Promise<unknown> {
    return this.stage.post(`${cases}/${id}/attempts`, { result });
  }
}

const streamOf = (id: string) => `verification:${id}`;
