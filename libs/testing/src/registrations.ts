import { day, type Command, type Instant, type KnownRegistration, type Registration } from '#domain';
import { opensCompany, type Applicant, type CommandStep, type Company, type Order, type PhoneProof, type World } from '#journey';
import type { Moment } from './chronicle';
import { processOfStream } from './in-memory';
import { MemoryDriver, plainNames } from './memory-driver';

/**
 * What happens where several people register with the same few numbers and documents: steps, commands of no journey,
 * the honest worker, and time.
 */
export type RegistrationTurn =
  | { turn: 'step'; step: CommandStep; way?: Way }
  /** What leads on: the applicant's next step, the check that confirms, the people who approve, the directory. */
  | { turn: 'next-step'; who: Applicant; invite: InviteName }
  /** The registry does not confirm the applicant until a person looks at it. */
  | { turn: 'fail'; who: Applicant }
  /** Those who may say yes to what the registration waits for. */
  | { turn: 'confirm'; who: Applicant }
  | { turn: 'command'; registration: string; command: Command }
  /** R17: a reviewer says that the applicant is the person of the account that has the document. */
  | { turn: 'merge'; who: Applicant; choices: readonly string[] }
  /** By the applicant. */
  | { turn: 'withdraw-approval'; registration: string }
  | ({ turn: 'perform' } & World)
  /** Until the account is purged, and its number is free again. */
  | { turn: 'leave'; account: string }
  | { turn: 'alarms' }
  | { turn: 'pass'; time: Instant }
  | { turn: 'pass-to-deadline'; off: -1 | 0 | 1 };

const sales: Company = { company: 'c', position: 'sales', itAdmins: ['admin'], managers: ['manager'] };
const desk: Company = { ...sales, position: 'desk', autoApprove: true };
const invites = { i1: sales, i2: sales, i3: sales, i4: desk, i5: desk };
type InviteName = keyof typeof invites;
export const invitationBy = (invite: InviteName) => ({ at: invites[invite], invite });

const having = (fields: object) => (order: Order) => ({ ...order, command: { ...order.command, ...fields } });
const showing =
  (fields: Partial<PhoneProof>) =>
  ({ proof, ...order }: Order): Order => ({ ...order, ...(proof && { proof: { ...proof, ...fields } }) });

/** Ways of a step that no journey takes. */
const ways = {
  'with a rooted device': having({ integrity: 'rooted' }),
  'for the desk': having({ positionStreamId: plainNames.id('position', 'c desk') }),
  'with a code for an older number': showing({ identifierId: 'older' }),
  'with a code for another process': showing({ boundTo: 'another' }),
  'without a code': ({ proof: _, ...order }: Order): Order => order,
};
type Way = keyof typeof ways;

/**
 * A verified company with two positions, an IT admin and five invites that outlast most lives; then the turns. Nobody
 * reviews identities before a turn appoints them.
 */
export function registrations(turns: readonly RegistrationTurn[]): readonly Moment[] {
  const driver = new MemoryDriver();
  for (const step of [...opensCompany(sales), { step: 'addPosition', at: desk } as const]) driver.take(step);
  for (const invite of Object.keys(invites) as InviteName[])
    driver.take({ step: 'issueInvite', ...invitationBy(invite) }, having({ expiresInMs: 90 * day }));
  for (const turn of turns) takeTurn(driver, turn);
  return driver.life.moments;
}

function takeTurn(driver: MemoryDriver, turn: RegistrationTurn): void {
  const { life } = driver;
  switch (turn.turn) {
    case 'step':
      return void driver.take(turn.step, turn.way && ways[turn.way]);
    case 'next-step':
      return takeNextStep(driver, turn);
    case 'fail':
      return fail(driver, turn.who);
    case 'confirm':
      return confirm(driver, turn.who);
    case 'command':
      return void life.send('registration', plainNames.id('registration', turn.registration), turn.command);
    case 'merge':
      return merge(driver, turn);
    case 'withdraw-approval':
      return withdrawApproval(driver, turn.registration);
    case 'perform':
      return perform(driver, turn);
    case 'leave':
      return leave(driver, turn.account);
    case 'alarms':
      return life.ringAlarms();
    case 'pass':
      life.now += turn.time;
      return;
    case 'pass-to-deadline':
      return life.passToDeadline(turn.off, 60 * day);
  }
}

function takeNextStep(driver: MemoryDriver, { who, invite }: RegistrationTurn & { turn: 'next-step' }): void {
  const stream = driver.stream('registration', who.registration);
  const state = stream.state as Registration;
  switch (state.status) {
    case 'none':
      return void driver.take({ step: 'openRegistration', who, invitation: invitationBy(invite) });
    case 'draft':
      return void driver.take(draftStep(state, who), state.profile === undefined ? showingEvidence : undefined);
    case 'verifying':
    case 'activating':
      return void driver.performOwed(stream);
    case 'manual_review':
    case 'awaiting_approval':
      return confirm(driver, who);
    default:
  }
}

function draftStep(state: KnownRegistration, who: Applicant): CommandStep {
  if (!state.phoneProven) return { step: 'provePhone', who };
  if (state.variant === 'personal' && !state.signInGiven) return { step: 'recordSignIn', who };
  if (state.verified === undefined) return { step: 'giveProfile', who };
  return { step: 'submit', who, ...(state.profile?.identityId === undefined && { again: true }) };
}

function fail(driver: MemoryDriver, who: Applicant): void {
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    if (driver.take({ step: 'giveProfile', who }).code !== undefined) return;
    driver.performOwed(driver.stream('registration', who.registration), { registry: 'unconfirmed', directory: 'made' });
  }
}

function confirm(driver: MemoryDriver, who: Applicant): void {
  for (const person of ['manager', 'admin', 'reviewer']) driver.take({ step: 'review', who, person, decision: 'approve' });
}

/** Whoever gives a profile shows what a merge takes. */
const showingEvidence = (order: Order): Order =>
  order.command.type === 'GiveProfile' ? having({ evidence: ['hand-held-photo', 'statement'] })(order) : order;

function merge(driver: MemoryDriver, { who, choices }: RegistrationTurn & { turn: 'merge' }): void {
  const { status, approvalId } = driver.stream('registration', who.registration).state as Partial<KnownRegistration>;
  const command = { type: 'DecideTask', actor: 'reviewer', decision: 'approve', answer: { is: 'merge', with: choices } };
  if (status === 'manual_review' && approvalId !== undefined) driver.life.send('approval', approvalId, command);
}

/** The one that the registration has named last. */
function withdrawApproval(driver: MemoryDriver, registration: string): void {
  const { approvalId, profile } = driver.stream('registration', registration).state as Partial<KnownRegistration>;
  const command = { type: 'WithdrawApproval', actor: profile?.applicantId };
  if (approvalId !== undefined) driver.life.send('approval', approvalId, command);
}

/** Where the directory is willing, an operator has settled with it what it had kept. */
function perform(driver: MemoryDriver, world: World): void {
  for (const stream of driver.life.streams())
    if (world.directory === 'made' && processOfStream(stream).allowed(stream.state, driver.life.now).includes('RetryDirectoryRemoval'))
      driver.life.send(stream.process, stream.id, { type: 'RetryDirectoryRemoval' });
  driver.performAll(world);
}

function leave(driver: MemoryDriver, account: string): void {
  const { life } = driver;
  const deregistration = `${account} leaves`;
  const left = () => driver.stream('deregistration', deregistration);
  driver.take({ step: 'requestDeregistration', account, deregistration });
  const { id, state } = left();
  if (state.status !== 'cooling_off') return;
  life.now = Math.max(life.now, (state as unknown as { coolingOffEndsAt: Instant }).coolingOffEndsAt);
  life.send('deregistration', id, { type: 'EndCoolingOff' });
  while (driver.performOwed(left()));
  life.now += 31 * day;
}
