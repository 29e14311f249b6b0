import { randomUUID } from 'node:crypto';
import type { Api } from '../tour/api';
import { madeUpIdNumber, madeUpPhone } from '../tour/made-up';
import { hasRung, idOf, isOver, type Stage } from './stage';

interface Process {
  id: string;
  approvalId: string;
}
/** Workflow ids. */
interface Submitted {
  registration: string;
  approval: string;
}

export const path = (registration: string) => `/v1/registrations/${idOf(registration)}`;

export interface Person {
  phone: string;
  number: string;
}
export const somebody = (): Person => ({ phone: madeUpPhone(), number: madeUpIdNumber() });

/** People who come, or try to: each phase of a registration, and of the approvals that it asks for. */
export class Arrivals {
  private readonly people = { manager: randomUUID(), itAdmin: randomUUID(), reviewer: randomUUID() };
  private service!: Api;
  private companyId!: string;

  constructor(protected readonly stage: Stage) {}

  async run(): Promise<void> {
    const { stage } = this;
    await this.prepare();
    const drafter = await this.begin();
    await stage.recorder.keep('registration-draft', drafter);
    await this.withdrawWhileChecked();
    await this.review();
    await this.takeBack();
    const rejected = await this.reject();
    await this.closeByWithdrawal();
    const left = await this.submit();
    await this.remindAndApprove();

    await stage.advance('P3D');
    await stage.recorder.keep('approval-expired', left.approval, { enough: isOver });
    await stage.recorder.keep('registration-lapsed', left.registration);
    await stage.advance('P30D');
    await stage.recorder.keep('registration-expired', drafter, { enough: isOver });
    await stage.recorder.keep('registration-rejected-erased', rejected, { enough: isOver });
  }

  protected async prepare(): Promise<void> {
    const { stage } = this;
    const { key } = await stage.post<{ key: string }>('/v1/api-keys', {
      name: 'recorded',
      roles: ['service'],
      scopes: ['approvals:read', 'approvals:write', 'act-for'],
    });
    this.service = stage.api.withKey(key);
    this.companyId = (await stage.post<Process>('/v1/companies', { name: 'Recorded', companyKind: 'enterprise', verified: true })).id;
    const company = `/v1/companies/${this.companyId}`;
    await stage.post(`${company}/positions`, { positionId: 'sales', title: 'Recorded', template: 'sales' });
    await stage.post(`${company}/roles`, { role: 'it-admin', userId: this.people.itAdmin });
    await stage.post('/v1/identity-reviewers', { userId: this.people.reviewer });
  }

  /** The registry is away, and the applicant goes. What it says later moves nothing. */
  private async withdrawWhileChecked(): Promise<void> {
    const { stage } = this;
    await stage.breaks('identity-checks', { mode: 'unavailable' });
    const registration = await this.prove();
    await this.giveProfile(registration);
    await stage.recorder.keep('registration-verifying', registration, { performing: true });
    await stage.post(`${path(registration)}/withdrawal`);
    await stage.mends();
    await stage.recorder.keep('registration-withdrawn', registration);
  }

  /** Four checks that do not confirm, and somebody who looks. */
  private async review(): Promise<void> {
    const { stage } = this;
    await stage.breaks('identity-checks', { mode: 'unconfirmed', times: 4 });
    const registration = await this.prove();
    for (const state of ['draft', 'draft', 'draft', 'manual_review']) {
      await this.giveProfile(registration);
      await stage.until(path(registration), state);
    }
    await stage.recorder.keep('registration-manual-review', registration);
    const approval = await this.inboxOf(this.people.reviewer);
    await this.decide(approval, this.people.reviewer);
    await stage.recorder.keep('registration-reviewed', registration);
    await stage.recorder.keep('approval-reviewed', approval, { enough: isOver });
  }

  /** The directory takes its time, the applicant goes, and the entry that comes after all is removed. */
  private async takeBack(): Promise<void> {
    const { stage } = this;
    await stage.breaks('directory-entries', { mode: 'pending' });
    const { registration, approval } = await this.submit();
    await this.approve(approval);
    await stage.until(path(registration), 'activating');
    await stage.recorder.keep('registration-activating', registration, { performing: true });
    await stage.post(`${path(registration)}/withdrawal`);
    await stage.mends();
    await stage.callsBack('directory-entries', registration, 'made');
    await stage.recorder.keep('registration-taken-back', registration);
  }

  private async reject(): Promise<string> {
    const { registration, approval } = await this.submit();
    await this.decide(approval, this.people.manager, { decision: 'reject', reason: { code: 'not-needed' } });
    await this.stage.recorder.keep('registration-rejected', registration);
    await this.stage.recorder.keep('approval-rejected', approval, { enough: isOver });
    return registration;
  }

  private async closeByWithdrawal(): Promise<void> {
    const { registration, approval } = await this.submit();
    await this.stage.post(`${path(registration)}/withdrawal`);
    await this.stage.recorder.keep('approval-closed', approval, { enough: isOver });
  }

  /** The last seconds go by, so that the alarm rings; then the directory is called upon, and calls back. */
  private async remindAndApprove(): Promise<void> {
    const { stage } = this;
    const { registration, approval } = await this.submit();
    await stage.advance('PT23H59M45S');
    await stage.recorder.keep('approval-pending', approval);
    await stage.recorder.keep('registration-awaiting-approval', registration);
    await stage.client.workflow.getHandle(approval).signal('ClockAdvanced');
    await stage.recorder.keep('approval-reminded', approval, { enough: hasRung });
    await stage.breaks('directory-entries', { mode: 'pending', times: 1 });
    await this.approve(approval);
    await stage.recorder.keep('approval-approved', approval, { enough: isOver });
    await stage.until(path(registration), 'activating');
    await stage.callsBack('directory-entries', registration, 'made');
    await stage.recorder.keep('registration-active', registration, { enough: isOver });
  }

  /** @returns the workflow id of somebody's registration whose phone is not proven */
  private async begin({ phone } = somebody()): Promise<string> {
    const invite = await this.stage.post<{ code: string }>(`/v1/companies/${this.companyId}/invites`, {
      positionId: 'sales',
      managers: [`user:${this.people.manager}`],
    });
    return this.open(phone, { variant: 'member', link: { inviteCode: invite.code } });
  }

  protected async open(phone: string, link: object): Promise<string> {
    const { id } = await this.stage.post<Process>('/v1/registrations', {
      ...link,
      phone,
      platform: 'ios',
      device: { fingerprint: `recorded ${phone}`, integrity: 'genuine' },
      consentVersion: '2025-06',
    });
    return `registration:${id}`;
  }

  private async prove(who = somebody()): Promise<string> {
    const registration = await this.begin(who);
    await this.provePhone(registration, who);
    return registration;
  }

  protected async provePhone(registration: string, { phone }: Person): Promise<void> {
    await this.stage.put(`${path(registration)}/steps/phone`, { code: await this.stage.newestCode(phone) });
  }

  protected async giveProfile(registration: string, { number } = somebody()): Promise<void> {
    const identity = { kind: 'id-card', number };
    await this.stage.put(`${path(registration)}/steps/profile`, { name: 'Recorded Person', identity });
  }

  protected async submit(who = somebody()): Promise<Submitted> {
    const registration = await this.prove(who);
    await this.giveProfile(registration, who);
    await this.stage.until(path(registration), 'draft');
    const { approvalId } = await this.stage.post<Process>(`${path(registration)}/submission`);
    return { registration, approval: `approval:${approvalId}` };
  }

  protected async approve(approval: string): Promise<void> {
    for (const person of [this.people.manager, this.people.itAdmin]) await this.decide(approval, person);
  }

  private async decide(approval: string, person: string, decision: object = { decision: 'approve' }): Promise<void> {
    const { status, body } = await this.service.actingFor(person).post(`/v1/approvals/${idOf(approval)}/decisions`, decision);
    if (status !== 200) throw new Error(`${approval} is not decided: ${JSON.stringify(body)}`);
  }

  private async inboxOf(person: string): Promise<string> {
    const { body } = await this.service.actingFor(person).get<{ items: Process[] }>('/v1/approvals?assignee=me');
    return `approval:${body.items[0]?.id}`;
  }
}
