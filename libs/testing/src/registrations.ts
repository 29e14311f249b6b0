import {
  applicantAccount,
  day,
  identityReviewer,
  processOf,
  registrationPhonePurpose,
  type Command,
  type Instant,
  type KnownRegistration,
  type Proof,
  type Registration,
} from '#domain';
import { Chronicle, type Moment } from './chronicle';

type Check = 'confirmed' | 'unconfirmed' | 'unavailable';
type Each<T extends string, Fields> = T extends string ? { turn: T } & Fields : never;

/** What happens where several people register with the same few numbers and documents: their commands, deciders, forged results, the honest worker, and time. */
export type RegistrationTurn =
  | { turn: 'open'; registration: string; variant: 'member' | 'personal'; invite: string; integrity: 'genuine' | 'rooted' }
  | Each<'correct' | 'sign-in' | 'submit' | 'withdraw' | 'open-review' | 'retry-removal', { registration: string }>
  | { turn: 'prove'; registration: string; key: string; with: 'right' | 'older-number' | 'other-process' | 'nothing' }
  | { turn: 'profile'; registration: string; document: string; position: 'desk' | 'none' }
  /** Whatever leads on: the applicant's next step, the check that confirms, the people who approve, the directory. */
  | { turn: 'next-step'; registration: string; invite: string; key: string; document: string }
  | { turn: 'decide'; registration: string; actor: string; decision: 'approve' | 'reject' }
  | Each<'confirm' | 'withdraw-approval', { registration: string }>
  | { turn: 'reviewer'; who: string }
  | { turn: 'forged'; registration: string; command: Command }
  | { turn: 'perform'; registry: Check; directory: 'made' | 'refused' }
  | { turn: 'take-in'; account: string; key: string; document: string; member: boolean }
  /** He fails the check until a person looks at it. */
  | { turn: 'fail'; registration: string; document: string }
  /** `leave`: until it is purged, and its number is free again. */
  | Each<'deregister' | 'undo' | 'leave', { account: string }>
  | { turn: 'alarms' }
  | { turn: 'pass'; time: Instant }
  | { turn: 'pass-to-deadline'; off: -1 | 0 | 1 };

const invites = { i1: 'sales', i2: 'sales', i3: 'sales', i4: 'desk', i5: 'desk' } as const;
const far = 60 * day;

/** A verified company with two positions, an IT admin and five invites; then the turns. There is no reviewer until one is appointed. */
export function registrations(turns: readonly RegistrationTurn[]): readonly Moment[] {
  const life = new Chronicle();
  const send = (process: string, id: string, command: Command & Record<string, unknown>, proof?: Proof) =>
    life.send(process, id, command, proof);
  send('company', 'c', { type: 'TakeInCompany', companyId: 'c', companyKind: 'enterprise' });
  for (const positionId of ['sales', 'desk'])
    send('position', positionId, {
      type: 'AddPosition',
      companyId: 'c',
      positionId,
      template: positionId,
      autoApprove: positionId === 'desk',
    });
  send('role', 'admins', { type: 'GrantRole', companyId: 'c', role: 'it-admin', principalId: 'admin' });
  for (const [id, positionStreamId] of Object.entries(invites))
    send('invite', id, { type: 'IssueInvite', companyId: 'c', positionStreamId, managers: ['manager'], expiresInMs: 90 * day });
  for (const turn of turns) take(life, turn);
  return life.moments;
}

function take(life: Chronicle, turn: RegistrationTurn): void {
  switch (turn.turn) {
    case 'alarms':
      return life.ringAlarms();
    case 'pass':
      life.now += turn.time;
      return;
    case 'pass-to-deadline':
      return life.passToDeadline(turn.off, far);
    case 'perform':
      return perform(life, turn);
    case 'reviewer':
      return void life.send('role', 'reviewers', { type: 'GrantRole', role: identityReviewer, principalId: turn.who } as Command);
    case 'take-in':
      return void life.send('account', turn.account, takeIn(turn));
    case 'deregister':
      return deregister(life, turn.account);
    case 'leave':
      return leave(life, turn.account);
    case 'undo':
      return undo(life, turn.account);
    case 'decide':
    case 'confirm':
    case 'withdraw-approval':
      return decide(life, turn);
    default:
      return register(life, turn);
  }
}

function takeIn({ account, key, document, member }: RegistrationTurn & { turn: 'take-in' }): Command {
  return {
    type: 'TakeInAccount',
    accountId: account,
    subjectId: `subject-of-${account}`,
    phone: { identifierId: `phone-of-${account}`, key },
    identity: { identifierId: `document-of-${account}`, key: document },
    ...(member && { companyId: 'c' }),
  } as Command;
}

function deregister(life: Chronicle, accountId: string): void {
  const checklist = { appsUnbound: true, groupsLeft: true };
  life.send('deregistration', `d-${accountId}`, { type: 'RequestDeregistration', accountId, checklist } as Command);
}

function leave(life: Chronicle, accountId: string): void {
  deregister(life, accountId);
  const { state } = life.stream('deregistration', `d-${accountId}`);
  if (state.status !== 'cooling_off') return;
  life.now = Math.max(life.now, (state as unknown as { coolingOffEndsAt: Instant }).coolingOffEndsAt);
  life.send('deregistration', `d-${accountId}`, { type: 'EndCoolingOff' });
  // Each round does what the one before has made possible.
  for (let round = 0; round < 5; round += 1) purge(life, `d-${accountId}`);
  life.now += 31 * day;
}

function purge(life: Chronicle, id: string): void {
  const { state } = life.stream('deregistration', id);
  for (const { kind } of processOf('deregistration').owed(state)) {
    if (kind === 'endRegistrations') endRegistrations(life, id);
    life.send('deregistration', id, { type: 'RecordPurgeStep', step: kind, result: { done: true, items: 1 } } as Command);
  }
}

/** What the account's purge ends elsewhere, each erased by its own process before there is a receipt. */
function endRegistrations(life: Chronicle, deregistrationId: string): void {
  const { accountId } = life.stream('deregistration', deregistrationId).state as unknown as { accountId: string };
  for (const { process, id, state } of life.streams()) {
    if (process !== 'registration' || (state as Partial<KnownRegistration>).joins !== accountId) continue;
    life.send(process, id, { type: 'EndWithAccount', deregistrationId } as Command);
    life.send(process, id, { type: 'RecordErasure', items: 1 } as Command);
  }
}

function undo(life: Chronicle, account: string): void {
  const id = `d-${account}`;
  const state = life.stream('deregistration', id).state as { status: string; phoneId?: string };
  const purpose = 'deregistration-revocation';
  life.send(
    'deregistration',
    id,
    { type: 'RevokeDeregistration' },
    { verdict: 'proven', purpose, boundTo: id, identifierId: state.phoneId ?? '' },
  );
}

/** On the approval that the registration has named last. */
function decide(life: Chronicle, turn: RegistrationTurn & { turn: 'decide' | 'confirm' | 'withdraw-approval' }): void {
  const state = life.stream('registration', turn.registration).state as Registration;
  if (state.status === 'none' || state.approvalId === undefined) return;
  const approvalId = state.approvalId;
  const on = (command: Command & Record<string, unknown>) => life.send('approval', approvalId, command);
  if (turn.turn === 'withdraw-approval') return void on({ type: 'WithdrawApproval', actor: state.profile?.applicantId });
  if (turn.turn === 'decide') return void on({ type: 'DecideTask', actor: turn.actor, decision: turn.decision, reasonCode: 'no' });
  for (const actor of ['manager', 'admin', 'reviewer']) on({ type: 'DecideTask', actor, decision: 'approve' });
}

/** The honest worker: each thing that is owed and has a result. Where the directory is willing, an operator has settled with it what it had kept. */
function perform(life: Chronicle, { registry, directory }: RegistrationTurn & { turn: 'perform' }): void {
  const removal = directory === 'made' ? { outcome: 'removed' } : { outcome: 'refused', reason: 'locked' };
  const entry = { type: 'RecordDirectoryEntry', outcome: directory, ...(directory === 'refused' && { reason: 'unit-unknown' }) };
  for (const { process, id, state } of life.streams())
    if (directory === 'made' && processOf(process).allowed(state, life.now).includes('RetryDirectoryRemoval'))
      life.send(process, id, { type: 'RetryDirectoryRemoval' });
  for (const { process, id, state } of life.streams()) {
    for (const { kind, n } of processOf(process).owed(state)) {
      const results: Record<string, Command & Record<string, unknown>> = {
        checkIdentity: { type: 'RecordIdentityCheck', attempt: n, outcome: registry },
        createDirectoryEntry: entry,
        removeDirectoryEntry: { type: 'RecordDirectoryRemoval', ...removal },
        eraseApplicant: { type: 'RecordErasure', items: 1 },
      };
      const result =
        process === 'deregistration' ? { type: 'RecordPurgeStep', step: kind, result: { done: true, items: 1 } } : results[kind];
      if (kind === 'endRegistrations') endRegistrations(life, id);
      if (result) life.send(process, id, result);
    }
  }
}

type Applicants = Extract<RegistrationTurn, { registration: string }>;

function register(life: Chronicle, turn: Exclude<Applicants, { turn: 'decide' | 'confirm' | 'withdraw-approval' }>): void {
  const { registration: id } = turn;
  const state = life.stream('registration', id).state as Registration;
  const send = (command: Command & Record<string, unknown>, proof?: Proof) => void life.send('registration', id, command, proof);
  switch (turn.turn) {
    case 'open':
      return send(opening(turn));
    case 'correct':
      return send({ type: 'CorrectPhone', phoneId: `second-phone-of-${id}` });
    case 'prove':
      return send(proving(id, turn.key), proofOf(state, turn.with));
    case 'sign-in':
      return send({ type: 'RecordSignIn' });
    case 'profile':
      return send(profile(state, id, turn.document, turn.position));
    case 'submit':
      return send(submission(state, id, 'n1'));
    case 'withdraw':
      return send({ type: 'WithdrawRegistration' });
    case 'open-review':
      return send({ type: 'OpenReview' });
    case 'retry-removal':
      return send({ type: 'RetryDirectoryRemoval' });
    case 'forged':
      return send(turn.command as Command & Record<string, unknown>);
    case 'fail':
      return fail(life, id, turn.document);
    case 'next-step':
      for (const [command, proof] of nextStep(state, turn)) send(command, proof);
      if (state.status === 'manual_review' || state.status === 'awaiting_approval') decide(life, { turn: 'confirm', registration: id });
  }
}

const opening = ({ registration, variant, invite, integrity }: RegistrationTurn & { turn: 'open' }) => ({
  type: 'OpenRegistration',
  registrationId: registration,
  variant,
  accountId: `account-of-${registration}`,
  subjectId: `subject-of-${registration}`,
  phoneId: `phone-of-${registration}`,
  ...(variant === 'member' && { inviteId: invite }),
  platform: 'ios',
  scanProof: false,
  integrity,
  consentVersion: '1',
  roleStreams: { 'it-admin': 'admins', [identityReviewer]: 'reviewers' },
});

/** All of them on one device. */
const proving = (id: string, key: string) => ({ type: 'ProvePhone', key, device: { key: 'd', entryId: `place-of-${id}` } });

function fail(life: Chronicle, id: string, document: string): void {
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    const told = life.stream('registration', id).state as Registration;
    if (life.send('registration', id, profile(told, id, document, 'none'))) return;
    const { state } = life.stream('registration', id);
    const [check] = processOf('registration').owed(state);
    life.send('registration', id, { type: 'RecordIdentityCheck', attempt: check?.n, outcome: 'unconfirmed' } as Command);
  }
}

type Step = [command: Command & Record<string, unknown>, proof?: Proof];

/** Of a document that was not reserved it is said again which it is. */
const submission = (state: Registration, id: string, key: string) => {
  const profile = state.status === 'none' ? undefined : state.profile;
  const document = { identifierId: `late-document-of-${id}`, key, attempt: profile?.attempt ?? 1 };
  return { type: 'SubmitRegistration', approvalId: `approval-of-${id}`, ...(profile?.identityId === undefined && { document }) };
};

function nextStep(state: Registration, turn: RegistrationTurn & { turn: 'next-step' }): readonly Step[] {
  const { registration, invite, key, document } = turn;
  switch (state.status) {
    case 'none':
      return [[opening({ turn: 'open', registration, invite, variant: 'member', integrity: 'genuine' })]];
    case 'draft':
      if (!state.phoneProven) return [[proving(registration, key), proofOf(state, 'right')]];
      if (state.variant === 'personal' && !state.signInGiven) return [[{ type: 'RecordSignIn' }]];
      if (state.verified === undefined) return [[profile(state, registration, document, 'none')]];
      return [[submission(state, registration, document)]];
    case 'verifying':
      return [[{ type: 'RecordIdentityCheck', attempt: state.profile?.attempt, outcome: 'confirmed' }]];
    case 'activating':
      return [[{ type: 'RecordDirectoryEntry', outcome: 'made' }]];
    default:
      return [];
  }
}

function proofOf(state: Registration, kind: (RegistrationTurn & { turn: 'prove' })['with']): Proof | undefined {
  if (kind === 'nothing' || state.status === 'none') return undefined;
  const { registrationId, phoneId } = state;
  return {
    verdict: 'proven',
    purpose: registrationPhonePurpose,
    boundTo: kind === 'other-process' ? 'another' : registrationId,
    identifierId: kind === 'older-number' ? 'older' : phoneId,
  };
}

/** Each try has a review of its own, should it come to one, and a document of its own. */
function profile(state: Registration, id: string, document: string, position: 'desk' | 'none') {
  const attempt = state.status === 'none' ? 1 : (state.profile?.attempt ?? 0) + 1;
  const accountId = state.status === 'none' ? `account-of-${id}` : applicantAccount(state);
  return {
    type: 'GiveProfile',
    identity: { identifierId: `document-${attempt}-of-${id}`, key: document },
    applicant: { accountId, principalId: `person-of-${accountId}` },
    reviewId: `review-${attempt}-of-${id}`,
    ...(position === 'desk' && { positionStreamId: 'desk' }),
  };
}
