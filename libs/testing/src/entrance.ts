import type { CommandOf, KnownRegistration } from '#domain';
import type { Caller, Control, Outcome } from '#engine';
import { opensCompany, type Applicant, type Company, type CommandStep, type TaskDecision } from '#journey';
import { confirmation } from './confirmation';
import { withDocument } from './document-of';
import type { TestEngine } from './engine';
import { EngineDriver } from './engine-driver';

/** A registration with what a caller knows of it. */
export interface Entrant extends Applicant {
  id: string;
  accountId: string;
  subjectId: string;
}

type FoundedCompany = Company & { companyId: string };

/**
 * The steps of a registration, as calls on the engine. People by their ids in events; each step returns the engine's
 * answer.
 */
export interface Entrance {
  company(itAdmins: readonly string[], autoApprove?: boolean): Promise<FoundedCompany>;
  invite(company: FoundedCompany, managers: readonly string[]): Promise<string>;
  /** Makes a person a reviewer of identities. */
  reviewer(principalId: string): Promise<void>;
  open(phone: string, member?: { company: FoundedCompany; inviteId: string }, caller?: Caller): Promise<Outcome & { entrant: Entrant }>;
  provePhone(entrant: Entrant, caller?: Caller): Promise<Outcome>;
  profile(entrant: Entrant, document: string, caller?: Caller): Promise<Outcome>;
  /** `document`: named again, for one that belonged to another person when the profile was given. */
  submit(entrant: Entrant, document?: string): Promise<Outcome & { approvalId: string }>;
  withdraw(entrant: Entrant, caller?: Caller): Promise<Outcome>;
  decide(approvalId: string, actor: string, decision?: TaskDecision, caller?: Caller): Promise<Outcome>;
  /** Performs the one effect of this kind that is owed, with the command that its activity would record. */
  perform(entrant: Entrant, kind: string, command?: CommandOf<'registration'>): Promise<void>;
  /** All the steps of a member up to the submission, the check confirmed. */
  upToSubmission(phone: string, document: string, member: { company: FoundedCompany; inviteId: string }): Promise<Entrant>;
  stateOf(entrant: Entrant): Promise<KnownRegistration>;
}

export function entrance(test: TestEngine): Entrance {
  const { engine, caller: newCaller } = test;
  const driver = new EngineDriver(test);
  const { decide } = confirmation(test);
  const take = (step: CommandStep, caller?: Caller) => driver.perform(step, caller);
  const inviteNames = new Map<string, string>();
  const newName = ({ commandId } = newCaller()) => commandId.toString('hex');
  const stateOf = async ({ registration }: Entrant) => (await driver.state<KnownRegistration>('registration', registration))!;

  const steps: Entrance = {
    company: async (itAdmins, autoApprove = false) => {
      const at: Company = { company: newName(), position: 'sales', autoApprove, itAdmins, managers: [] };
      for (const step of opensCompany(at)) await take(step);
      return { ...at, companyId: driver.id('company', at.company) };
    },
    invite: async (company, managers) => {
      const invite = newName();
      await take({ step: 'issueInvite', at: { ...company, managers }, invite });
      inviteNames.set(driver.id('invite', invite), invite);
      return driver.id('invite', invite);
    },
    reviewer: async (person) => void (await take({ step: 'appointReviewer', person })),
    open: async (phone, member, caller = newCaller()) => {
      const registration = newName(caller);
      const [id, accountId, subjectId] = ['registration', 'account', 'subject'].map((kind) => driver.id(kind, registration)) as [
        string,
        string,
        string,
      ];
      const who = { registration, phone, fullName: `Person of ${phone}`, document: '', device: `device of ${id}` };
      const invitation = member && { at: member.company, invite: inviteNames.get(member.inviteId)! };
      const outcome = await take({ step: 'openRegistration', who, ...(invitation && { invitation }) }, caller);
      return { ...outcome, entrant: { ...who, id, accountId, subjectId } };
    },
    provePhone: (who, caller) => take({ step: 'provePhone', who }, caller),
    profile: (who, document, caller) => take({ step: 'giveProfile', who: { ...who, document } }, caller),
    submit: async (who, document) => {
      const again = document !== undefined && ({ who: { ...who, document }, again: true } as const);
      return { ...(await take({ step: 'submit', who, ...again })), approvalId: driver.id('approval', who.registration) };
    },
    withdraw: (who, caller) => take({ step: 'withdraw', who }, caller),
    decide,
    perform: async ({ id }, kind, command) => {
      const { owed } = (await engine.readControl(`registration:${id}`)) as Control;
      const effect = owed.find((each) => each.kind === kind);
      if (!effect) throw new Error(`${kind} is not owed, but ${owed.map((each) => each.kind).join(', ') || 'nothing'}`);
      await engine.begin(effect.effectId, kind);
      await engine.finish(effect.effectId, await withDocument(test.database, effect.effectId, command));
    },
    upToSubmission: async (phone, document, member) => {
      const { entrant } = await steps.open(phone, member);
      await steps.provePhone(entrant);
      await steps.profile(entrant, document);
      const { profile } = await stateOf(entrant);
      await steps.perform(entrant, 'checkIdentity', { type: 'RecordIdentityCheck', attempt: profile!.attempt, outcome: 'confirmed' });
      return entrant;
    },
    stateOf,
  };
  return steps;
}
