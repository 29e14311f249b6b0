import { randomUUID } from 'node:crypto';
import {
  comesAlone,
  joinsCompany,
  madeUpApplicant,
  madeUpPhone,
  opensCompany,
  upTo,
  type Applicant,
  type CommandStep,
  type Company,
  type StepName,
  type TaskDecision,
} from '#journey';
import type { Stage } from '../record-histories/stage';

/** A person with an account, by the name that it has in the journey. */
export interface Member {
  name: string;
  phone: string;
}

/** Two companies with their people, and the steps of a life there. */
export class Ground {
  readonly at: Company = { company: 'Former', position: 'sales', itAdmins: [randomUUID()], managers: [randomUUID()] };
  readonly second: Company = { company: 'Second', position: 'sales', itAdmins: [randomUUID()], managers: [randomUUID()] };
  readonly trusting: Company = {
    company: 'Trusting',
    position: 'sales',
    autoApprove: true,
    itAdmins: [randomUUID()],
    managers: [randomUUID()],
  };
  readonly reviewer = randomUUID();
  readonly applicants: Record<string, Applicant> = {};
  readonly members: Record<string, Member> = {};

  constructor(readonly stage: Stage) {}

  async prepare(): Promise<void> {
    for (const company of [this.at, this.second, this.trusting]) for (const step of opensCompany(company)) await this.take(step);
  }

  take(step: CommandStep): Promise<unknown> {
    return this.stage.journey.take(step);
  }

  id(kind: string, name: string): string {
    return this.stage.journey.id(kind, name);
  }

  /** Takes in an account under this name. */
  async member(name: string): Promise<Member> {
    const member = { name, phone: madeUpPhone() };
    await this.take({ step: 'takeInAccount', account: name, phone: member.phone, fullName: 'Former Person', at: this.at });
    return (this.members[name] = member);
  }

  leave({ name }: Member): Promise<unknown> {
    return this.take({ step: 'requestDeregistration', account: name, deregistration: name });
  }

  /** Takes every step before this one, and waits for the check. */
  async guest(name: string, before: StepName, { at = this.at, who = this.applicant(name) } = {}): Promise<Applicant> {
    const guest = { ...who, registration: name };
    return this.walk(guest, before, upTo(before, joinsCompany(guest, at)));
  }

  /** `phone`: one that another person has given. */
  async alone(name: string, before: StepName, phone?: string): Promise<Applicant> {
    const who = { ...this.applicant(name), ...(phone !== undefined && { phone }) };
    return this.walk(who, before, upTo(before, comesAlone(who)));
  }

  async reaches({ registration }: Applicant, state: string): Promise<void> {
    await this.stage.until(`/v1/registrations/${this.id('registration', registration)}`, state);
  }

  async submitted(name: string, options: { at?: Company; who?: Applicant } = {}): Promise<Applicant> {
    const who = await this.guest(name, 'submit', options);
    await this.take({ step: 'submit', who });
    return who;
  }

  decide(who: Applicant, person: string, decision: TaskDecision): Promise<unknown> {
    return this.take({ step: 'decide', who, person, decision });
  }

  async approve(who: Applicant, { managers, itAdmins }: Company = this.at): Promise<void> {
    for (const person of [managers[0]!, itAdmins[0]!]) await this.decide(who, person, 'approve');
  }

  applicant(name: string): Applicant {
    return (this.applicants[name] = madeUpApplicant(name, 'Former Person'));
  }

  private async walk(who: Applicant, before: StepName, steps: readonly CommandStep[]): Promise<Applicant> {
    this.applicants[who.registration] = who;
    for (const step of steps) await this.take(step);
    if (before === 'submit') await this.reaches(who, 'draft');
    return who;
  }
}
