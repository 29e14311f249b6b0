import { randomUUID } from 'node:crypto';
import {
  joinsCompany,
  madeUpApplicant,
  opensCompany,
  upTo,
  type Applicant,
  type CommandStep,
  type Company,
  type TaskDecision,
} from '#journey';
import { hasRung, isOver, type Stage } from './stage';

let people = 0;
const somebody = (): Applicant => madeUpApplicant(`person ${(people += 1)}`, 'Recorded Person');

/** Applicants in each phase of a registration, and of its approvals. */
export class Arrivals {
  private readonly at: Company = { company: 'Recorded', position: 'sales', itAdmins: [randomUUID()], managers: [randomUUID()] };
  private readonly reviewer = randomUUID();

  constructor(protected readonly stage: Stage) {}

  async run(): Promise<void> {
    const { stage } = this;
    await this.prepare();
    const drafter = await this.walks('provePhone');
    await stage.recorder.keep('registration-draft', this.registration(drafter));
    await this.withdrawWhileChecked();
    await this.review();
    await this.takeBack();
    const rejected = await this.reject();
    await this.closeByWithdrawal();
    const left = await this.submit();
    await this.remindAndApprove();

    await stage.advance('P3D');
    await stage.recorder.keep('approval-expired', this.approval(left), { enough: isOver });
    await stage.recorder.keep('registration-lapsed', this.registration(left));
    await stage.advance('P30D');
    await stage.recorder.keep('registration-expired', this.registration(drafter), { enough: isOver });
    await stage.recorder.keep('registration-rejected-erased', this.registration(rejected), { enough: isOver });
  }

  protected async prepare(): Promise<void> {
    for (const step of opensCompany(this.at)) await this.take(step);
    await this.take({ step: 'appointReviewer', person: this.reviewer });
  }

  /** The registry is away, and the applicant withdraws. Its late answer changes nothing. */
  private async withdrawWhileChecked(): Promise<void> {
    const { stage } = this;
    await stage.breaks('identity-checks', { mode: 'unavailable' });
    const who = await this.walks('submit');
    await stage.recorder.keep('registration-verifying', this.registration(who), { performing: true });
    await this.take({ step: 'withdraw', who });
    await stage.mends();
    await stage.recorder.keep('registration-withdrawn', this.registration(who));
  }

  /** Four checks that do not confirm, and a reviewer. */
  private async review(): Promise<void> {
    const { stage } = this;
    await stage.breaks('identity-checks', { mode: 'unconfirmed', times: 4 });
    const who = await this.walks('giveProfile');
    for (const state of ['draft', 'draft', 'draft', 'manual_review']) {
      await this.take({ step: 'giveProfile', who });
      await this.reaches(who, state);
    }
    await stage.recorder.keep('registration-manual-review', this.registration(who));
    const approval = `approval:${await stage.journey.known.reviewOf(who.registration, this.reviewer)}`;
    await this.take({ step: 'review', who, person: this.reviewer, decision: 'approve' });
    await stage.recorder.keep('registration-reviewed', this.registration(who));
    await stage.recorder.keep('approval-reviewed', approval, { enough: isOver });
  }

  /** The directory is slow, the applicant withdraws, and the late entry is removed. */
  private async takeBack(): Promise<void> {
    const { stage } = this;
    await stage.breaks('directory-entries', { mode: 'pending' });
    const who = await this.submit();
    await this.approve(who);
    await this.reaches(who, 'activating');
    await stage.recorder.keep('registration-activating', this.registration(who), { performing: true });
    await this.take({ step: 'withdraw', who });
    await stage.mends();
    await stage.callsBack('directory-entries', this.registration(who), 'made');
    await stage.recorder.keep('registration-taken-back', this.registration(who));
  }

  private async reject(): Promise<Applicant> {
    const who = await this.submit();
    await this.decide(who, this.at.managers[0]!, 'reject');
    await this.stage.recorder.keep('registration-rejected', this.registration(who));
    await this.stage.recorder.keep('approval-rejected', this.approval(who), { enough: isOver });
    return who;
  }

  private async closeByWithdrawal(): Promise<void> {
    const who = await this.submit();
    await this.take({ step: 'withdraw', who });
    await this.stage.recorder.keep('approval-closed', this.approval(who), { enough: isOver });
  }

  /** The last seconds pass, so that the alarm fires; then the directory is called, and calls back. */
  private async remindAndApprove(): Promise<void> {
    const { stage } = this;
    const who = await this.submit();
    const [registration, approval] = [this.registration(who), this.approval(who)];
    await stage.advance('PT23H59M45S');
    await stage.recorder.keep('approval-pending', approval);
    await stage.recorder.keep('registration-awaiting-approval', registration);
    await stage.client.workflow.getHandle(approval).signal('ClockAdvanced');
    await stage.recorder.keep('approval-reminded', approval, { enough: hasRung });
    await stage.breaks('directory-entries', { mode: 'pending', times: 1 });
    await this.approve(who);
    await stage.recorder.keep('approval-approved', approval, { enough: isOver });
    await this.reaches(who, 'activating');
    await stage.callsBack('directory-entries', registration, 'made');
    await stage.recorder.keep('registration-active', registration, { enough: isOver });
  }

  /** Runs everything up to this step for an applicant with an invite; does not wait for a check. */
  private async walks(before: CommandStep['step'], who = somebody()): Promise<Applicant> {
    for (const step of upTo(before, joinsCompany(who, this.at))) await this.take(step);
    return who;
  }

  protected async submit(who = somebody()): Promise<Applicant> {
    await this.walks('submit', who);
    await this.reaches(who, 'draft');
    await this.take({ step: 'submit', who });
    return who;
  }

  protected async approve(who: Applicant): Promise<void> {
    for (const person of [this.at.managers[0]!, this.at.itAdmins[0]!]) await this.decide(who, person, 'approve');
  }

  private decide(who: Applicant, person: string, decision: TaskDecision): Promise<unknown> {
    return this.take({ step: 'decide', who, person, decision });
  }

  protected take(step: CommandStep): Promise<unknown> {
    return this.stage.journey.take(step);
  }

  protected reaches({ registration }: Applicant, state: string): Promise<void> {
    return this.stage.until(`/v1/registrations/${this.stage.journey.id('registration', registration)}`, state);
  }

  /** The ids of their workflows. */
  protected registration = ({ registration }: Applicant) => `registration:${this.stage.journey.id('registration', registration)}`;
  private approval = ({ registration }: Applicant) => `approval:${this.stage.journey.id('approval', registration)}`;
}
