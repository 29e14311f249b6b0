import type { Applicant } from '#journey';
import type { Ground } from './ground';

/** Applicants, those first whose end needs days. */
export class Guests {
  constructor(private readonly ground: Ground) {}

  /** Whose people are in the companies when the others come. */
  async early(): Promise<void> {
    const { ground } = this;
    for (const name of ['member', 'member of two', 'member soon of two']) await this.joins(await ground.submitted(name));
    await ground.take({ step: 'submit', who: await ground.alone('alone', 'submit') });
    await ground.submitted('confirmed by nobody', { at: ground.trusting });
    await ground.alone('draft erased', 'provePhone');
  }

  /** Lapses after seven days, and is kept for seven more. */
  async lapsing(): Promise<void> {
    await this.ground.alone('draft lapsed', 'recordSignIn');
  }

  /** What lapses within three days, and what is kept for a while. */
  async late(): Promise<void> {
    const { ground } = this;
    await ground.submitted('approval expired');
    const rejected = await ground.submitted('rejected');
    await ground.decide(rejected, ground.at.managers[0]!, 'reject');
    await this.refusedByDirectory();
    await this.unreviewed('nobody reviews');
    await ground.take({ step: 'appointReviewer', person: ground.reviewer });
    const withTwo = await this.again('joined a second company', 'member of two');
    await ground.approve(withTwo, ground.second);
    await ground.reaches(withTwo, 'active');
  }

  /** What its people are reminded of, and has not lapsed yet. */
  async reminded(): Promise<void> {
    await this.ground.submitted('reminded');
  }

  async now(): Promise<void> {
    const { ground } = this;
    await this.drafts();
    const half = await ground.submitted('half approved');
    await ground.decide(half, ground.at.managers[0]!, 'approve');
    for (const name of ['awaiting approval', 'rejected unheard']) await ground.submitted(name);
    await ground.take({ step: 'withdraw', who: await ground.submitted('withdrawn') });
    await this.unreviewed('reviewed by a person');
    const reviewed = await this.unreviewed('identity confirmed by a person');
    await ground.stage.until(`/v1/registrations/${ground.id('registration', reviewed.registration)}`, 'manual_review');
    await ground.take({ step: 'review', who: reviewed, person: ground.reviewer, decision: 'approve' });
    await this.again('joins a second company', 'member soon of two');
    await ground.take({ step: 'issueInvite', at: ground.at, invite: 'invite that nobody used' });
  }

  /** A code is open for ten minutes. */
  async codeOpen(): Promise<void> {
    await this.ground.alone('draft with open code', 'provePhone');
  }

  /** What no provider answers. Nothing is quiet from here on. */
  async unanswered(): Promise<void> {
    const { ground } = this;
    await ground.stage.breaks('directory-entries', { mode: 'pending' });
    for (const name of ['activating', 'withdrawn while activating', 'becomes a member of two']) {
      const joins = name === 'becomes a member of two';
      const who = joins ? await this.again(name, 'member') : await ground.submitted(name);
      await ground.approve(who, joins ? ground.second : ground.at);
      await ground.reaches(who, 'activating');
      await ground.stage.callsFor('directory-entries', `registration:${ground.id('registration', name)}`);
      if (name === 'withdrawn while activating') await ground.take({ step: 'withdraw', who });
    }
    await ground.stage.breaks('identity-checks', { mode: 'pending' });
    await ground.guest('verifying', 'giveProfile');
    await ground.take({ step: 'giveProfile', who: ground.applicants['verifying']! });
  }

  private async drafts(): Promise<void> {
    const { ground } = this;
    await ground.guest('draft opened', 'provePhone');
    await ground.alone('draft with phone', 'recordSignIn');
    await ground.alone('draft with sign-in', 'giveProfile');
    await ground.guest('draft identified', 'submit');
    await ground.alone('draft alone identified', 'submit');
    const { phone } = await ground.alone('superseded', 'giveProfile');
    await ground.alone('draft that supersedes', 'recordSignIn', phone);
  }

  private async joins(who: Applicant): Promise<void> {
    await this.ground.approve(who);
    await this.ground.reaches(who, 'active');
  }

  /** A person with an account comes with an invite to the second company, and is submitted. */
  private again(name: string, member: string): Promise<Applicant> {
    return this.ground.submitted(name, { at: this.ground.second, who: this.ground.applicants[member]! });
  }

  private async refusedByDirectory(): Promise<void> {
    const { ground } = this;
    await ground.stage.breaks('directory-entries', { mode: 'refuse', reason: 'name-unreadable', times: 1 });
    const who = await ground.submitted('refused by directory');
    await ground.approve(who);
    await ground.reaches(who, 'rejected');
  }

  /** Withdrawn while the directory was silent; it has made the entry, and does not take it back. */
  async keptByDirectory(): Promise<void> {
    const { ground } = this;
    await ground.stage.breaks('directory-entries', { mode: 'pending', times: 1 });
    const who = await ground.submitted('kept by the directory');
    await ground.approve(who);
    await ground.reaches(who, 'activating');
    const stream = `registration:${ground.id('registration', who.registration)}`;
    await ground.stage.callsFor('directory-entries', stream);
    await ground.stage.breaks('directory-removals', { mode: 'refuse', reason: 'legal-hold' });
    await ground.take({ step: 'withdraw', who });
    await ground.stage.callsBack('directory-entries', stream, 'made');
  }

  /** Four checks that do not confirm: a person has to look. */
  private async unreviewed(name: string): Promise<Applicant> {
    const { ground } = this;
    const who = await ground.guest(name, 'giveProfile');
    await ground.stage.breaks('identity-checks', { mode: 'unconfirmed', times: 4 });
    for (const state of ['draft', 'draft', 'draft', 'manual_review']) {
      await ground.take({ step: 'giveProfile', who });
      await ground.reaches(who, state);
    }
    return who;
  }
}
