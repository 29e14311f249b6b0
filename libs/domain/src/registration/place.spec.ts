import { given, registering } from '#testing';
import { day } from '../decider';
import type { Company } from '../company/company';
import type { Department } from '../department/department';
import type { Position } from '../position/position';
import { processUnder, type FactsIn } from '../processes';
import type { RegistrationEvent } from './registration.events';
import { registration as process } from './registration.process';

const registration = given(process);
const { giveProfile, typed: told, openedMember, proven, signedIn, at: stage } = registering;
const at = day;
const position = (companyId: string, status: 'offered' | 'retired' = 'offered'): Position => ({
  ...{ status, companyId, positionId: 'front-desk', template: 'desk', autoApprove: true },
});
const department = (companyId: string): Department => ({ status: 'kept', companyId, departmentId: 'd' });
const company: Company = { status: 'verified', companyId: 'e', companyKind: 'enterprise' };
const give = (place: object, facts: FactsIn<'registration'> = {}, ...history: readonly RegistrationEvent[]) =>
  registration(...(history.length > 0 ? history : stage.memberProven)).when({ ...giveProfile, ...place }, { at, facts });
const { joining } = openedMember;
const invitedInto = (departmentId: string): RegistrationEvent[] => [{ ...openedMember, joining: { ...joining!, departmentId } }, proven];
/** The invite’s position needs no confirmation by people. */
const confirmedByRule: RegistrationEvent[] = [{ ...openedMember, joining: { ...joining!, autoApprove: true } }, proven];

describe('a position', () => {
  const forDesk = { positionStreamId: 'desk' };
  const chosen = { positionStreamId: 'desk', autoApprove: false, positionId: 'front-desk', template: 'desk' };

  it('other than the invite’s may be named, if the library has it; people confirm it, and its template is kept (R6, P2, G4)', () => {
    give(forDesk, { position: position('c') }).then({ ...told, position: chosen });
    const { state } = registration(...stage.memberProven, { ...told, position: chosen });
    expect(state()).toMatchObject({ joining: { ...chosen, inviteId: 'i', managers: ['manager'] } });
  });

  it('of another company, of none, and a retired one are unknown (R6)', () => {
    for (const found of [position('b'), position('c', 'retired'), { status: 'none' } as const])
      give(forDesk, { position: found }).thenRefused('position-unknown', {});
    give(forDesk, { position: position('c') }, ...stage.personalProven, signedIn).thenRefused('position-unknown', {});
  });

  it('of the invite that was retired since is refused by its own code, and another one helps (R6)', () => {
    give({}, { position: position('c', 'retired') }).thenRefused('position-retired', {});
    give(forDesk, { position: position('c') }).thenAccepted();
  });
});

describe('a department', () => {
  const chosen = { departmentId: 'd' };

  it('is the applicant’s choice where the invite names none, and people confirm it (S0, P2)', () => {
    give(chosen, { department: department('c') }, ...confirmedByRule).then({
      ...told,
      position: { positionStreamId: 'sales', autoApprove: false },
      ...chosen,
    });
    const { state } = registration(...stage.memberProven, { ...told, ...chosen });
    expect(process.seenBy(state(), 'r')).toMatchObject({ departments: ['d'] });
  });

  it('of another company, or of none, is unknown', () => {
    for (const found of [department('b'), { status: 'none' } as const, undefined])
      give(chosen, found && { department: found }).thenRefused('department-unknown', {});
    give(chosen, { department: department('c') }, ...stage.personalProven, signedIn).thenRefused('department-unknown', {});
  });

  it('is that of the invite where it names one: its managers confirm for no other, and nothing of it moves', () => {
    give({ departmentId: 'd' }, { department: department('c') }, ...invitedInto('sales')).thenRefused('department-not-invited', {});
    give({ departmentId: 'sales' }, { department: department('c') }, ...invitedInto('sales')).then(told);
  });

  it('chosen by mistake is left by the next profile, which is the whole of what was said', () => {
    const { state } = registration(...stage.memberReady, { ...told, ...chosen, attempt: 2 }, { ...told, attempt: 3 });
    expect(process.seenBy(state(), 'r')).toMatchObject({ departments: [] });
  });
});

describe('dispatched labour (R12)', () => {
  const employed = { dispatch: { employerId: 'e' } };

  it('joins the using unit with its rights, by an employer that is here; people confirm it', () => {
    for (const dispatch of [{ employerId: 'e' }, { hostId: 'c', employerId: 'e' }])
      give({ dispatch }, { employer: company }, ...confirmedByRule).then({
        ...told,
        position: { positionStreamId: 'sales', autoApprove: false },
        employerId: 'e',
      });
  });

  it('works in the company of the invite and in no other: one that is here and one that is not are answered alike', () => {
    for (const hostId of ['b', 'nowhere']) give({ dispatch: { hostId } }).thenRefused('host-org-unknown', {});
    give({ dispatch: { hostId: 'c' } }).then(told);
  });

  it('has no using unit without a company, with a document or without one', () => {
    const { identity: _later, ...withoutDocument } = giveProfile;
    for (const command of [giveProfile, withoutDocument])
      for (const dispatch of [{ hostId: 'c' }, { employerId: 'e' }])
        registration({ ...registering.openedPersonal, proofs: registering.proofs }, proven, signedIn)
          .when({ ...command, dispatch }, { at, facts: { employer: company } })
          .thenRefused('host-org-unknown', {});
  });

  it('has an employer that is here, and that is another company', () => {
    for (const employer of [undefined, { status: 'none' } as const])
      give(employed, employer && { employer }).thenRefused('employer-org-unknown', {});
    give({ dispatch: { employerId: 'c' } }, { employer: company }).thenRefused('employer-is-host', {});
  });

  it('that was said by mistake is taken back by the next profile', () => {
    const { state } = registration(...stage.memberReady, { ...told, attempt: 2, employerId: 'e' }, { ...told, attempt: 3 });
    expect(state()).not.toMatchObject({ profile: { employerId: 'e' } });
  });
});

describe('a registration of an earlier version of the policy', () => {
  const before = processUnder('registration', 3);
  const decided = (place: object, facts: FactsIn<'registration'>) => {
    const state = registration(...stage.memberProven).state();
    return before.decide(state, { ...giveProfile, ...place }, facts, at);
  };

  it('takes any text for host and employer, reads neither, and no department: nothing of them is in its events', () => {
    const place = { dispatch: { hostId: 'nowhere', employerId: 'nobody' }, departmentId: 'd' };
    expect(decided(place, { position: position('c', 'retired') })).toMatchObject({ events: [registering.given] });
  });

  it('records a position without its template', () => {
    const chosen = { positionStreamId: 'desk', autoApprove: false };
    const { events } = decided({ positionStreamId: 'desk' }, { position: position('c') });
    expect(events).toEqual([{ ...registering.given, position: chosen }]);
  });
});
