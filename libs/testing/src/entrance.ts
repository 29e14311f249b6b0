import { registrationPhonePurpose, type CommandOf, type ProcessType, type KnownRegistration } from '#domain';
import type { Caller, CallerCommand, Control, Outcome, Snapshot } from '#engine';
import { confirmation } from './confirmation';
import type { TestEngine } from './engine';

/** A registration with what a caller knows of it. */
export interface Entrant {
  id: string;
  accountId: string;
  subjectId: string;
  phone: string;
  /** Its fingerprint: one of its own, unless a test puts several on one. */
  device: string;
}

interface Company {
  companyId: string;
  positionStreamId: string;
  roleStreams: Record<string, string>;
}

/** The steps of a registration, as calls on the engine. People by the ids that events know them by; each step answers what the engine answers. */
export interface Entrance {
  company(itAdmins: readonly string[], autoApprove?: boolean): Promise<Company>;
  invite(company: Company, managers: readonly string[]): Promise<string>;
  /** Makes somebody a reviewer of identities. */
  reviewer(principalId: string): Promise<void>;
  open(phone: string, member?: { company: Company; inviteId: string }, caller?: Caller): Promise<Outcome & { entrant: Entrant }>;
  provePhone(entrant: Entrant, caller?: Caller): Promise<Outcome>;
  profile(entrant: Entrant, document: string, caller?: Caller): Promise<Outcome>;
  /** `document`: named again, as of one that was somebody else's when the profile was given. */
  submit(entrant: Entrant, document?: string): Promise<Outcome & { approvalId: string }>;
  withdraw(entrant: Entrant, caller?: Caller): Promise<Outcome>;
  decide(approvalId: string, actor: string, decision?: 'approve' | 'reject', caller?: Caller): Promise<Outcome>;
  /** Performs the one effect of this kind that is owed, with the command that its activity would record. */
  perform(entrant: Entrant, kind: string, command?: CommandOf<'registration'>): Promise<void>;
  /** All the steps of a member up to the submission, the check confirmed. */
  upToSubmission(phone: string, document: string, member: { company: Company; inviteId: string }): Promise<Entrant>;
  stateOf(entrant: Entrant): Promise<KnownRegistration>;
}

const body = ({ revision, state }: Snapshot) => ({ revision, status: state.status });

export function entrance(test: TestEngine): Entrance {
  const { engine, keys, database, caller: newCaller } = test;
  const people = confirmation(test);
  const reviewers = keys.uuid('role', 'identity-reviewer');
  const execute = <P extends ProcessType>(command: Omit<CallerCommand<P>, 'caller'>, caller = newCaller()) =>
    engine.execute<P>({ ...command, caller }, body);
  const on = ({ id }: Entrant, command: CommandOf<'registration'>, caller?: Caller, beside: Pick<CallerCommand, 'proof' | 'seal'> = {}) =>
    execute<'registration'>({ process: 'registration', id, command, ...beside }, caller);
  const stateOf = async ({ id }: Entrant) => (await engine.read(`registration:${id}`))!.state as unknown as KnownRegistration;

  const steps: Entrance = {
    company: async (itAdmins, autoApprove = false) => {
      const company = await people.company(itAdmins);
      const roleStreams = { ...company.roleStreams, 'identity-reviewer': reviewers };
      if (!autoApprove) return { ...company, roleStreams };
      const positionStreamId = keys.uuid('position', company.companyId, 'trusted');
      const position = { companyId: company.companyId, positionId: 'trusted', template: 'sales', autoApprove };
      await execute<'position'>({ process: 'position', id: positionStreamId, command: { type: 'AddPosition', ...position } });
      return { ...company, positionStreamId, roleStreams };
    },
    invite: async ({ companyId, positionStreamId }, managers) => {
      const caller = newCaller();
      const id = engine.idFor(caller, 'invite');
      await execute<'invite'>({ process: 'invite', id, command: { type: 'IssueInvite', companyId, positionStreamId, managers } }, caller);
      return id;
    },
    reviewer: async (principalId) => {
      await execute<'role'>({ process: 'role', id: reviewers, command: { type: 'GrantRole', role: 'identity-reviewer', principalId } });
    },
    open: async (phone, member, caller = newCaller()) => {
      const [id, accountId, subjectId, phoneId] = ['registration', 'account', 'subject', 'phone'].map((label) =>
        engine.idFor(caller, label),
      ) as [string, string, string, string];
      const command: CommandOf<'registration'> = {
        type: 'OpenRegistration',
        registrationId: id,
        variant: member ? 'member' : 'personal',
        accountId,
        subjectId,
        phoneId,
        ...(member && { inviteId: member.inviteId }),
        platform: 'ios',
        scanProof: false,
        integrity: 'genuine',
        consentVersion: '2025-06',
        roleStreams: member?.company.roleStreams ?? { 'identity-reviewer': reviewers },
      };
      const seal = [
        { subjectId, dataClass: 'contact', field: 'phone', value: phone },
        { subjectId, dataClass: 'profile', field: 'device', value: `device of ${id}` },
      ];
      const outcome = await execute<'registration'>({ process: 'registration', id, command, seal }, caller);
      return { ...outcome, entrant: { id, accountId, subjectId, phone, device: `device of ${id}` } };
    },
    provePhone: async (entrant, caller = newCaller()) => {
      const challengeId = keys.uuid('test-challenge', caller.commandId);
      const key = keys.blindIndex('phone', entrant.phone);
      await database.query(
        `INSERT INTO vault.challenges (challenge_id, purpose, kind, identifier_id, bound_to, key, created_at, expires_at)
         VALUES ($1, $2, 'phone', $3, $4, $5, to_timestamp($6::float8 / 1000), to_timestamp($6::float8 / 1000 + 600))
         ON CONFLICT DO NOTHING`,
        [challengeId, registrationPhonePurpose, (await stateOf(entrant)).phoneId, entrant.id, `test.${challengeId}`, await engine.now()],
      );
      const device = { key: keys.blindIndex('device', entrant.device), entryId: engine.idFor(caller, 'device') };
      return on(entrant, { type: 'ProvePhone', key, device }, caller, { proof: { challengeId, code: keys.code(challengeId) } });
    },
    profile: async (entrant, document, caller = newCaller()) => {
      const { joins, accountId } = await stateOf(entrant);
      const command: CommandOf<'registration'> = {
        type: 'GiveProfile',
        identity: { identifierId: engine.idFor(caller, 'identity'), key: keys.blindIndex('identity', document) },
        applicant: { accountId: joins ?? accountId, principalId: keys.uuid('principal', joins ?? accountId) },
        reviewId: engine.idFor(caller, 'review'),
      };
      const seal = [
        { subjectId: entrant.subjectId, dataClass: 'profile', field: 'name', value: `Person of ${entrant.phone}`, replace: true },
        { subjectId: entrant.subjectId, dataClass: 'profile', field: 'identity', value: document, replace: true },
      ];
      return on(entrant, command, caller, { seal });
    },
    submit: async (entrant, document) => {
      const caller = newCaller();
      const approvalId = engine.idFor(caller, 'approval');
      const named = document !== undefined && {
        document: {
          identifierId: engine.idFor(caller, 'document'),
          key: keys.blindIndex('identity', document),
          attempt: (await stateOf(entrant)).profile!.attempt,
        },
      };
      return { ...(await on(entrant, { type: 'SubmitRegistration', approvalId, ...named }, caller)), approvalId };
    },
    withdraw: (entrant, caller) => on(entrant, { type: 'WithdrawRegistration' }, caller),
    decide: (id, actor, decision = 'approve', caller = undefined) => {
      const command = { type: 'DecideTask', actor, decision, ...(decision === 'reject' && { reasonCode: 'not-known' }) } as const;
      return execute<'approval'>({ process: 'approval', id, command }, caller);
    },
    perform: async ({ id }, kind, command) => {
      const { owed } = (await engine.readControl(`registration:${id}`)) as Control;
      const effect = owed.find((each) => each.kind === kind);
      if (!effect) throw new Error(`${kind} is not owed, but ${owed.map((each) => each.kind).join(', ') || 'nothing'}`);
      await engine.begin(effect.effectId, kind);
      await engine.finish(effect.effectId, command);
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
