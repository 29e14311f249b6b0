import { given, registering } from '#testing';
import { day, hour, minute } from '../decider';
import type { CommandOf } from '../processes';
import type { RegistrationEvent } from './registration.events';
import { registrationPhonePurpose } from './phone-step';
import { registrationPolicy } from './registration.policy';
import { registration as process } from './registration.process';

const registration = given(process);
const { openedMember, openedPersonal, proofs, joins, signedIn, given: profile, checked } = registering;
/** Noon in Shanghai, whose clock counts where no zone is known. */
const at = 4 * hour;
const provenAt = (when: number): RegistrationEvent => ({ type: 'PhoneProven', deviceId: 'device', provenAt: when });
const member = (demanded = proofs, proven = provenAt(at)): RegistrationEvent[] => [
  { ...openedMember, proofs: demanded },
  proven,
  profile,
  checked(),
];
const strict = { ...proofs, security: true, face: true, strict: true };
type Signals = Extract<CommandOf<'registration'>, { type: 'GiveSecurity' }>['signals'];
const give = (signals: Signals = {}, more: { behaves?: boolean; questions?: number } = {}): CommandOf<'registration'> => ({
  type: 'GiveSecurity',
  signals,
  ...more,
});
type Evaluated = Extract<RegistrationEvent, { type: 'RiskEvaluated' }>;
const told = (n: number, signals: Signals = {}, more: { behaves?: boolean; lateNight?: boolean } = {}): RegistrationEvent => ({
  type: 'SecurityGiven',
  ...{ n, signals, lateNight: false, ...more },
});
const evaluated = (n: number, demands: Evaluated['demands'], more: Partial<Evaluated> = {}): Evaluated => ({
  type: 'RiskEvaluated',
  ...{ n, drawPpm: 0, factors: [], demands, causes: [], codeOwed: false, ...more },
  // V7: administrators hear of what demands more than a code.
  ...(demands.includes('mid') && { alerts: true as const }),
});
const draw = (drawPpm: number, n = 1): CommandOf<'registration'> => ({ type: 'RecordRiskDraw', n, drawPpm });
const submit: CommandOf<'registration'> = { type: 'SubmitRegistration', approvalId: 'v' };
const face: RegistrationEvent[] = [
  { type: 'LivenessGiven', attempt: 1, recordingId: 'recording', reviewId: 'face' },
  { type: 'LivenessChecked', attempt: 1, outcome: 'confirmed' },
];
const proxy: Pick<Evaluated, 'factors' | 'causes'> = { factors: ['proxy-ip'], causes: ['proxy'] };

describe('what a service has seen of an applicant (V5, V6, R13)', () => {
  it('waits for one draw, which the evaluation goes by', () => {
    registration(...member())
      .when(give({ proxy: true }), { at })
      .then(told(1, { proxy: true }));
    const waiting = registration(...member(), told(1, { proxy: true }));
    expect(process.status(waiting.state())).toBe('verifying');
    expect(waiting.owed()).toEqual([{ kind: 'drawApplicantRisk', n: 1 }]);
    waiting.when(draw(250_000), { at }).then(evaluated(1, ['basic', 'mid'], { drawPpm: 250_000, ...proxy }));
    waiting.when(draw(249_999), { at }).then(evaluated(1, ['basic', 'mid', 'high'], { drawPpm: 249_999, ...proxy }));
  });

  it('comes after the first steps, and is demanded before the submission where the profile is strict (X18)', () => {
    registration({ ...openedMember, proofs }, provenAt(0))
      .when(give(), { at })
      .thenRefused('step-out-of-order', { unmet: ['profile'] });
    registration(...member({ ...strict, face: false }))
      .when(submit, { at })
      .thenRefused('step-out-of-order', { unmet: ['security'] });
    registration(...member({ ...strict, face: false }), told(1), evaluated(1, []))
      .when(submit, { at })
      .thenAccepted();
    registration(...member(strict))
      .when(submit, { at })
      .thenRefused('step-out-of-order', { unmet: ['security', 'liveness'] });
  });

  it('demands, where the company is strict, each step that a factor may demand, whatever was drawn (X6)', () => {
    registration(...member(strict), told(1, { newDevice: true }))
      .when(draw(999_999), { at })
      .then(evaluated(1, ['basic', 'mid', 'high'], { drawPpm: 999_999, factors: ['new-device'], causes: ['device-new'] }));
  });

  it('counts the night of the applicant’s own zone (V6)', () => {
    const abroad: RegistrationEvent = { ...openedMember, proofs, timeZone: 'America/New_York' };
    registration(abroad, provenAt(0), profile, checked())
      .when(give(), { at })
      .then(told(1, {}, { lateNight: true }));
  });

  it('is no step of a registration that was opened before there was one', () => {
    registration(openedMember, registering.proven, profile, checked()).when(give(), { at }).thenRefused('step-out-of-order', {});
  });
});

describe('the draw of a registration (X6)', () => {
  it('is made once: a repeated step is evaluated at once by the recorded one', () => {
    const drawn = [...member(), told(1), evaluated(1, [], { drawPpm: 300_000 })] as const;
    registration(...drawn)
      .when(give({ newDevice: true }), { at })
      .then(told(2, { newDevice: true }), evaluated(2, ['basic'], { drawPpm: 300_000, factors: ['new-device'], causes: ['device-new'] }));
    expect(registration(...drawn, told(2), evaluated(2, [])).owed()).toEqual([]);
  });

  it('that comes again, late or of another evaluation counts nothing', () => {
    registration(...member(), told(1), evaluated(1, []))
      .when(draw(1), { at })
      .thenRefused('draw-not-awaited');
    registration(...member(), told(1))
      .when(draw(1, 2), { at })
      .thenRefused('draw-not-awaited');
    registration(...member())
      .when(draw(1), { at })
      .thenRefused('draw-not-awaited');
  });

  it('waits for nobody: a second evaluation meanwhile is refused', () => {
    registration(...member(), told(1))
      .when(give({ proxy: true }), { at })
      .thenRefused('check-under-way');
  });

  it('that comes after the end is kept, and changes nothing else', () => {
    const over = [...member(), told(1), { type: 'RegistrationWithdrawn', erasesAt: 8 * day }] as const;
    registration(...over)
      .when(draw(1), { at })
      .then(evaluated(1, [], { drawPpm: 1 }));
    registration(...over, evaluated(1, []))
      .when(draw(1), { at })
      .thenRefused('draw-not-awaited');
  });

  it('serves as many evaluations as the policy says', () => {
    const { evaluations: limit } = registrationPolicy;
    registration(...member(), told(limit), evaluated(limit, []))
      .when(give(), { at })
      .thenRefused('repeated-too-often', { limit });
  });

  it('is taken back by no milder evaluation: what was demanded stays demanded', () => {
    registration(...member(), told(1), evaluated(1, ['basic', 'mid']), told(2), evaluated(2, []))
      .when(submit, { at })
      .thenRefused('step-out-of-order', { unmet: ['liveness'] });
  });
});

describe('a demanded step', () => {
  const demanding = (...demands: Evaluated['demands']) => [...member(), told(1), evaluated(1, demands)] as const;

  it('mid is answered by the face, by behaviour, or by a person who has looked (X5)', () => {
    registration(...demanding('basic', 'mid'))
      .when(submit, { at })
      .thenRefused('step-out-of-order', { unmet: ['liveness'] });
    const behaves = [told(2, {}, { behaves: true }), evaluated(2, [])];
    const reviewed: RegistrationEvent[] = [{ type: 'LivenessReviewed', draftExpiresAt: 9 * day }];
    for (const answer of [face, behaves, reviewed])
      registration(...demanding('basic', 'mid'), ...answer)
        .when(submit, { at })
        .thenAccepted();
    registration(...demanding('basic', 'mid'), told(2, {}, { behaves: false }), evaluated(2, []))
      .when(submit, { at })
      .thenRefused('step-out-of-order', { unmet: ['liveness'] });
  });

  it('high is answered by face and document, or by a person who has looked; behaviour is not enough (X5)', () => {
    const behaves = [told(2, {}, { behaves: true }), evaluated(2, [])];
    registration(...demanding('basic', 'mid', 'high'), ...behaves)
      .when(submit, { at })
      .thenRefused('step-out-of-order', { unmet: ['liveness'] });
    registration(...demanding('basic', 'mid', 'high'), ...face)
      .when(submit, { at })
      .thenAccepted();
  });

  it('high asks a person who has left the document out for it, and for the face', () => {
    const left: RegistrationEvent = { type: 'DocumentLeftOut', attempt: 1, applicantId: 'applicant', reviewId: 'review' };
    registration({ ...openedPersonal, proofs }, provenAt(at), signedIn, left, told(1), evaluated(1, ['basic', 'mid', 'high']))
      .when(submit, { at })
      .thenRefused('step-out-of-order', { unmet: ['profile', 'liveness'] });
  });

  it('is shown with whether it is met', () => {
    expect(process.view(registration(...demanding('basic', 'mid')).state())).toMatchObject({
      demands: [
        { demand: 'basic', met: true },
        { demand: 'mid', met: false },
      ],
      steps: [
        { step: 'phone', state: 'done' },
        { step: 'profile', state: 'done' },
        { step: 'security', state: 'done' },
        { step: 'liveness', state: 'open' },
      ],
    });
  });
});

describe('the basic step (V6)', () => {
  const { freshCodeMinutes } = registrationPolicy;
  const basic = { drawPpm: 999_999, factors: ['new-device'], causes: ['device-new'] } as const;
  const seen = told(1, { newDevice: true });
  const owing = [...member(proofs, provenAt(0)), seen, evaluated(1, ['basic'], { codeOwed: true })] as const;
  const again: CommandOf<'registration'> = { type: 'ProvePhoneAgain' };
  const code = { verdict: 'proven', purpose: registrationPhonePurpose, boundTo: 'r', identifierId: 'p' } as const;

  it('is answered by the code of the phone step until, not at, 30 minutes later; then a fresh one is owed', () => {
    const proven = at - freshCodeMinutes * minute;
    registration(...member(proofs, provenAt(proven + 1)), seen)
      .when(draw(999_999), { at })
      .then(evaluated(1, ['basic'], basic));
    registration(...member(proofs, provenAt(proven)), seen)
      .when(draw(999_999), { at })
      .then(evaluated(1, ['basic'], { ...basic, codeOwed: true }));
  });

  it('is answered by a fresh code of this registration and this number alone', () => {
    registration(...owing)
      .when(submit, { at })
      .thenRefused('step-out-of-order', { unmet: ['code'] });
    registration(...owing)
      .when(again, { at, facts: { proof: code } })
      .then({ type: 'PhoneProvenAgain', at });
    registration(...owing, { type: 'PhoneProvenAgain', at })
      .when(submit, { at })
      .thenAccepted();
    for (const other of [{ boundTo: 'q' }, { identifierId: 'older' }, { purpose: 'deregistration-request' }])
      registration(...owing)
        .when(again, { at, facts: { proof: { ...code, ...other } } })
        .thenRefused('code-expired');
    registration(...owing)
      .when(again, { at, facts: { proof: { verdict: 'refused', problem: { code: 'code-invalid', attemptsLeft: 4 } } } })
      .thenRefused('code-invalid', { attemptsLeft: 4 });
  });

  it('takes no code that nobody owes', () => {
    registration(...member())
      .when(again, { at, facts: { proof: code } })
      .thenRefused('phone-proven');
  });

  it('remembers when the phone was proven, also of an applicant who joins with an account', () => {
    const proof = { verdict: 'proven', purpose: registrationPhonePurpose, boundTo: 'r', identifierId: 'p' } as const;
    registration({ ...openedMember, proofs })
      .when(registering.provePhone, { at, facts: { proof } })
      .then({ type: 'PhoneProven', deviceId: 'device', provenAt: at });
    expect(registration({ ...openedMember, proofs }, { ...joins, provenAt: at }).state()).toMatchObject({
      provenAt: at,
    });
  });
});
