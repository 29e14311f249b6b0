import { given, registering } from '#testing';
import type { Proof } from '../challenge/challenge';
import { day, type Claim } from '../decider';
import type { Invite } from '../invite/invite';
import type { FactsIn } from '../processes';
import { registrationPhonePurpose } from './phone-step';
import type { Registration } from './registration';
import { registration as process } from './registration.process';

const registration = given(process);
const opened = { ...registering.openedMember, inviteUnheld: true } as const;
const { proven, at: stage } = registering;
const proof: Proof = { verdict: 'proven', purpose: registrationPhonePurpose, boundTo: 'r', identifierId: 'p' };
const terms = { companyId: 'c', positionStreamId: 'sales', managers: ['manager'], expiresAt: 5 * day };
const issued: Invite = { status: 'issued', ...terms };
const reserved: Invite = { status: 'reserved', ...terms, holder: 'q' };
const takes = { ...proven, inviteId: 'i' } as const;
const prove = registering.provePhone;
const at = day;

/** The same applicant before: `q` has the invite and, once it is proven, the number. */
const before = (...history: readonly Parameters<typeof process.evolve>[1][]): Registration => {
  const state = registration(...history).state();
  return state.status === 'none' ? state : { ...state, registrationId: 'q', accountId: 'q-account' };
};
const numberOf = (holder: string, state: Claim['state'] = 'reserved'): Claim => ({ state, identifierId: 'x', holder });

describe('an invite whose phone is proven', () => {
  const facts: FactsIn<'registration'> = { proof, invite: issued };

  it('is reserved from the proof on, until, not at, the end of its time (R3)', () => {
    registration(opened)
      .when(prove, { at: 5 * day - 1, facts })
      .then(takes);
    registration(opened)
      .when(prove, { at: 5 * day, facts })
      .thenRefused('invite-expired', {});
    const state = registration(opened, takes).state();
    expect(state).not.toHaveProperty('inviteUnheld');
    registration(opened, takes)
      .when({ type: 'WithdrawRegistration' }, { at })
      .then({ type: 'RegistrationWithdrawn', erasesAt: at + 7 * day, inviteId: 'i' });
  });

  it.each([
    ['taken back between two steps', { ...issued, status: 'revoked' }, 'invite-revoked'],
    ['spent by another person meanwhile', { ...issued, status: 'spent', holder: 'q' }, 'invite-invalid'],
    ['issued by an administrator who may issue none any more', { ...issued, issuedBy: ['former'] }, 'invite-revoked'],
  ] as [string, Invite, string][])('admits nobody when it was %s', (_, invite, code) => {
    registration(opened).when(prove, { at, facts: { proof, invite } }).thenRefused(code, {});
  });

  it('tells nothing of it before the proof, and asks for nobody who has it', () => {
    const names = (found: FactsIn<'registration'>) => Object.keys(process.needs(prove, registration(opened).state(), found));
    const found = { invite: reserved, phone: numberOf('q'), device: [] };
    const unproven = { verdict: 'refused', problem: { code: 'code-invalid' } } as const;
    expect(names({ ...found, proof: unproven })).not.toContain('holder');
    expect(names({ ...found, proof })).toContain('holder');
    registration(opened)
      .when(prove, { at, facts: { invite: { ...issued, status: 'revoked' } } })
      .thenRefused('challenge-unknown', {});
  });

  it('is not asked again where an older release has reserved it at the opening', () => {
    registration(registering.openedMember).when(prove, { at, facts: { proof } }).then(proven);
  });
});

describe('an invite that another registration has', () => {
  it('is left by one that proves nobody: a first look burns nothing', () => {
    const holder = before(registering.openedMember);
    registration(opened)
      .when(prove, { at, facts: { proof, invite: reserved, holder } })
      .then({ ...takes, takesInviteFrom: 'q' });
  });

  it('is refused to a second person, whose number is another', () => {
    for (const history of [stage.memberProven, stage.memberReady, stage.submitted, stage.activating])
      registration(opened)
        .when({ ...prove, running: 'q' }, { at, facts: { proof, invite: reserved, holder: before(...history) } })
        .thenRefused('invite-invalid', {});
  });

  it('leads the same person back to where they were, whatever they wait for, also after its time', () => {
    for (const history of [stage.memberProven, stage.memberReady, stage.inReview, stage.submitted])
      registration({ ...opened, draftExpiresAt: 9 * day })
        .when(
          { ...prove, running: 'q' },
          { at: 6 * day, facts: { proof, invite: reserved, phone: numberOf('q'), holder: before(...history), rival: before(...history) } },
        )
        .then({ type: 'RegistrationWithdrawn', reason: 'continued', continuesIn: 'q', erasesAt: 13 * day })
        .thenClaims();
  });

  it('leads them back also where an account has their number: they join with it, or it is about to open', () => {
    const joining = before(...stage.memberJoining);
    const opening = before(...stage.activating);
    for (const [holder, phone] of [
      [joining, numberOf('old-account', 'held')],
      [opening, numberOf('q-account', 'held')],
    ] as const)
      registration(opened)
        .when({ ...prove, running: 'q' }, { at, facts: { proof, invite: reserved, phone, holder } })
        .then({ type: 'RegistrationWithdrawn', reason: 'continued', continuesIn: 'q', erasesAt: at + 7 * day });
  });

  it('gives way where their client cannot see it, until people are asked about it', () => {
    const [draft, submitted] = [before(...stage.memberReady), before(...stage.submitted)];
    registration(opened)
      .when(prove, { at, facts: { proof, invite: reserved, phone: numberOf('q'), holder: draft, rival: draft } })
      .then({ ...takes, supersedes: 'q' });
    registration(opened)
      .when(prove, { at, facts: { proof, invite: reserved, phone: numberOf('q'), holder: submitted, rival: submitted } })
      .thenRefused('registration-pending', {});
  });

  it('is shown with its end, and costs the applicant no message', () => {
    const ended = registration(opened, { type: 'RegistrationWithdrawn', reason: 'continued', continuesIn: 'q', erasesAt: 9 * day });
    expect(ended.state()).toMatchObject({ status: 'withdrawn', continuesIn: 'q' });
    expect(ended.owed()).toEqual([]);
  });
});
