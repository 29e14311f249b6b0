import { given, registering } from '#testing';
import { day, hour } from '../decider';
import type { CommandOf } from '../processes';
import type { RegistrationEvent } from './registration.events';
import { registration as process } from './registration.process';

const registration = given(process);
const { submitted, at: stage, outcome } = registering;
const asked = { requestId: 'q', kinds: ['photo', 'statement'], until: 8 * day };
const waiting: readonly RegistrationEvent[] = [...stage.memberReady, { ...submitted, approvalExpiresAt: 4 * day }];
const requested: RegistrationEvent = { type: 'EvidenceRequested', ...asked };
const give = (fields: object = {}): CommandOf<'registration'> => ({ type: 'GiveEvidence', requestId: 'q', kinds: asked.kinds, ...fields });
const resumed: RegistrationEvent = { type: 'ApprovalResumed', approvalExpiresAt: 6 * day };
const at = 2 * day;

describe('a registration whose approval asks for evidence (V8)', () => {
  it('shows what is owed and until when: then it lapses, not at the end of the approval that stands still', () => {
    registration(...waiting)
      .when({ type: 'RecordEvidenceRequest', approvalId: 'v', ...asked }, { at })
      .then(requested);
    const state = registration(...waiting, requested).state();
    expect(process.view(state)).toMatchObject({
      expiresAt: 8 * day,
      evidence: { requestId: 'q', items: [{ kind: 'photo' }, { kind: 'statement' }], expiresAt: 8 * day },
    });
    expect(process.awaits(state)).toEqual([{ what: 'approval:v', until: 8 * day }]);
    expect(process.allowed(state, at)).toContain('GiveEvidence');
  });

  it('takes it from its applicant until, not at, the end of the request, whole and for this request', () => {
    const owing = registration(...waiting, requested);
    owing.when(give(), { at: 8 * day - 1 }).then({ type: 'EvidenceGiven', requestId: 'q', kinds: asked.kinds });
    owing.when(give(), { at: 8 * day }).thenRefused('approval-expired');
    owing.when(give({ kinds: ['photo'] }), { at }).thenRefused('evidence-incomplete', { unmet: ['statement'] });
    owing.when(give({ kinds: [...asked.kinds, 'blood'] }), { at }).thenRefused('evidence-kind-unknown', { unmet: ['blood'] });
    owing.when(give({ requestId: 'another' }), { at }).thenRefused('evidence-not-requested');
    registration(...waiting)
      .when(give(), { at })
      .thenRefused('evidence-not-requested');
  });

  it('lapses as much later as the clock stood still, and owes nothing any more (X15)', () => {
    registration(...waiting, requested)
      .when({ type: 'RecordResumption', approvalId: 'v', approvalExpiresAt: 6 * day }, { at })
      .then(resumed);
    const view = process.view(registration(...waiting, requested, resumed).state());
    expect(view).toMatchObject({ expiresAt: 6 * day });
    expect(view).not.toHaveProperty('evidence');
  });

  it('hears nothing of another approval, and nothing after its end', () => {
    for (const approvalId of ['another', 'review'])
      registration(...waiting)
        .when({ type: 'RecordEvidenceRequest', approvalId, ...asked }, { at })
        .thenRefused('approval-not-awaited');
    registration(...waiting, { type: 'RegistrationWithdrawn', erasesAt: 9 * day })
      .when({ type: 'RecordResumption', approvalId: 'v' }, { at })
      .thenRefused('registration-closed');
  });

  it('expires with the reason that the evidence did not come; one whose people were silent says that', () => {
    const expired = (reason?: string) => {
      const { events } = process.decide(registration(...waiting, requested).state(), outcome('expired', 'v', reason), {}, 8 * day + hour);
      return events[0];
    };
    expect([expired('evidence-not-given'), expired()]).toMatchObject([{ reason: 'evidence-not-given' }, { reason: 'approval-expired' }]);
  });

  it('may owe it to the review of an identity too, which never lapses otherwise (R16, R17)', () => {
    const inReview = registration(...stage.inReview, requested).state();
    expect(process.awaits(inReview)).toEqual([{ what: 'approval:review', until: 8 * day }]);
    const view = process.view(inReview);
    expect(view).toMatchObject({ evidence: { requestId: 'q' } });
    expect(view).not.toHaveProperty('expiresAt');
    expect(view).not.toHaveProperty('approvalId');
  });
});
