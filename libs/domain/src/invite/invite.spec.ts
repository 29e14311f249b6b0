import { expectTables, given } from '#testing';
import { day } from '../decider';
import type { InviteEvent } from './invite';
import type { FactsIn } from '../processes';
import { invite as process, type InviteCommand } from './invite.process';

const invite = given(process);
const facts: FactsIn<'invite'> = {
  company: { status: 'verified', companyId: 'c', companyKind: 'enterprise' },
  position: { status: 'offered', companyId: 'c', positionId: 'sales', template: 'sales', autoApprove: false },
};
const issue: InviteCommand = { type: 'IssueInvite', companyId: 'c', positionStreamId: 'p', managers: ['m'] };
const issued: InviteEvent = { type: 'InviteIssued', companyId: 'c', positionStreamId: 'p', managers: ['m'], expiresAt: 7 * day };
const reserved: InviteEvent = { type: 'InviteReserved', holder: 'r1' };
const returned: InviteEvent = { type: 'InviteReturned', holder: 'r1' };
const spent: InviteEvent = { type: 'InviteSpent', holder: 'r1' };
const revoked: InviteEvent = { type: 'InviteRevoked' };
const revoke: InviteCommand = { type: 'RevokeInvite' };
const renew: InviteCommand = { type: 'RenewInvite', renewedAs: 'j' };
const of = (type: 'ReserveInvite' | 'ReturnInvite' | 'SpendInvite', holder = 'r1'): InviteCommand => ({ type, holder });

describe('an invite that is issued', () => {
  it('is valid for 7 days, or as long as its issuer says, up to 90 days (R3)', () => {
    invite().when(issue, { at: 0, facts }).then(issued);
    invite()
      .when({ ...issue, expiresInMs: 1 }, { at: day, facts })
      .then({ ...issued, expiresAt: day + 1 });
    invite()
      .when({ ...issue, expiresInMs: 90 * day }, { at: 0, facts })
      .then({ ...issued, expiresAt: 90 * day });
    for (const expiresInMs of [0, -1, 90 * day + 1])
      invite()
        .when({ ...issue, expiresInMs }, { at: 0, facts })
        .thenRefused('invite-period-invalid', { limit: 90 });
  });

  it('is for a position of a verified company’s library (R1, R6)', () => {
    invite()
      .when(issue, { at: 0, facts: { position: facts.position! } })
      .thenRefused('company-not-verified');
    invite()
      .when(issue, { at: 0, facts: { company: facts.company! } })
      .thenRefused('position-unknown');
    invite()
      .when(issue, { at: 0, facts: { ...facts, position: { status: 'none' } } })
      .thenRefused('position-unknown');
  });
});

describe('an invite into a department', () => {
  const into = { ...issue, departmentId: 'd' };

  it('is for one of this very company (G7)', () => {
    const department = { status: 'kept', companyId: 'c', departmentId: 'd' } as const;
    invite()
      .when(into, { at: 0, facts: { ...facts, department } })
      .then({ ...issued, departmentId: 'd' });
    for (const other of [{}, { department: { ...department, companyId: 'other' } }, { department: { status: 'none' } as const }])
      invite()
        .when(into, { at: 0, facts: { ...facts, ...other } })
        .thenRefused('department-unknown');
  });

  it('keeps its department however it goes on', () => {
    const state = invite({ ...issued, departmentId: 'd' }, reserved, returned).state();
    expect(process.seenBy(state, 'i').departments).toEqual(['d']);
    expect(process.seenBy(invite(issued).state(), 'i').departments).toEqual([]);
  });
});

describe('an invite', () => {
  it('is reserved until, not at, the end of its time', () => {
    invite(issued)
      .when(of('ReserveInvite'), { at: 7 * day - 1 })
      .then(reserved);
    invite(issued)
      .when(of('ReserveInvite'), { at: 7 * day })
      .thenRefused('invite-expired', {});
  });

  it('is single-use: reserved, spent and never issued look the same from outside (R3)', () => {
    for (const history of [[], [issued, reserved], [issued, reserved, spent]])
      invite(...history)
        .when(of('ReserveInvite', 'r2'), { at: 0 })
        .thenRefused('invite-invalid', {});
  });

  it('that is returned is valid again, until the same end', () => {
    expect(invite(issued, reserved, returned).state()).toStrictEqual(invite(issued).state());
    invite(issued, reserved, returned).when(of('ReserveInvite', 'r2'), { at: 0 }).then({ type: 'InviteReserved', holder: 'r2' });
  });

  it('is returned and spent by the registration that reserved it, also after its end', () => {
    for (const type of ['ReturnInvite', 'SpendInvite'] as const) {
      invite(issued, reserved).when(of(type, 'r2'), { at: 0 }).thenRefused('invite-not-reserved');
      invite(issued, reserved)
        .when(of(type), { at: 8 * day })
        .thenAccepted();
    }
    expect(process.outcome(invite(issued, reserved, spent).state())).toBe('spent');
  });
});

describe('an invite that the company takes back', () => {
  it('admits nobody any more, and says so to who holds its code (R3)', () => {
    invite(issued).when(revoke, { at: 0 }).then(revoked);
    invite(issued, revoked).when(of('ReserveInvite'), { at: 0 }).thenRefused('invite-revoked', {});
    expect(process.outcome(invite(issued, revoked).state())).toBe('revoked');
  });

  it('names the registration that holds it, which ends with it', () => {
    invite(issued, reserved)
      .when(revoke, { at: 8 * day })
      .then({ ...revoked, holder: 'r1' });
  });

  it('is taken back once, until, not at, its end, and not once somebody is a member by it', () => {
    invite(issued, revoked).when(revoke, { at: 0 }).thenRefused('invite-revoked-already', {});
    invite(issued)
      .when(revoke, { at: 7 * day - 1 })
      .then(revoked);
    invite(issued)
      .when(revoke, { at: 7 * day })
      .thenRefused('invite-expired', {});
    invite(issued, reserved, spent).when(revoke, { at: 0 }).thenRefused('invite-spent', {});
  });

  it('lies in the reach of the administrators of its department, or of the whole company', () => {
    const reach = (...events: InviteEvent[]) => process.rules.RevokeInvite.reaches(revoke, invite(...events).state());
    expect([reach(issued), reach({ ...issued, departmentId: 'd' })]).toEqual(['company', ['d']]);
  });

  it('keeps what it said, and its issuer', () => {
    const by = { ...issued, departmentId: 'd', issuedBy: ['admin', 'alias'] };
    invite()
      .when({ ...issue, issuedBy: ['admin', 'alias'] }, { at: 0, facts })
      .then({ ...issued, issuedBy: ['admin', 'alias'] });
    expect(invite(by, reserved, returned, revoked).state()).toStrictEqual({ ...invite(by).state(), status: 'revoked' });
  });
});

describe('an invite that is sent again', () => {
  const renewed: InviteEvent = { type: 'InviteRenewed', renewedAs: 'j', expiresAt: 16 * day };

  it('goes on under a new code with a new time, whether or not its own is over (R3)', () => {
    invite(issued)
      .when(renew, { at: 9 * day, facts })
      .then(renewed);
    invite(issued)
      .when({ ...renew, expiresInMs: day, issuedBy: ['admin'] }, { at: 0, facts })
      .then({ ...renewed, expiresAt: day, issuedBy: ['admin'] });
    invite()
      .when({ ...issue, type: 'IssueRenewedInvite', expiresAt: 16 * day }, { at: 9 * day })
      .then({ ...issued, expiresAt: 16 * day });
  });

  it('admits nobody by its old code, and cannot be taken back or sent again', () => {
    for (const command of [of('ReserveInvite'), revoke, renew])
      invite(issued, renewed)
        .when(command, { at: 0, facts })
        .thenRefused(command.type === 'ReserveInvite' ? 'invite-revoked' : 'invite-revoked-already', {});
  });

  it('is for a position, a department and a time that the company may still offer', () => {
    invite(issued)
      .when(renew, { at: 0, facts: { ...facts, position: { status: 'none' } } })
      .thenRefused('position-unknown', {});
    invite({ ...issued, departmentId: 'd' })
      .when(renew, { at: 0, facts })
      .thenRefused('department-unknown', {});
    for (const expiresInMs of [0, 90 * day + 1])
      invite(issued)
        .when({ ...renew, expiresInMs }, { at: 0, facts })
        .thenRefused('invite-period-invalid', { limit: 90 });
  });

  it('lies in the reach of those who may take it back', () => {
    const reach = (event: InviteEvent) => process.rules.RenewInvite.reaches(renew, invite(event).state());
    expect([reach(issued), reach({ ...issued, departmentId: 'd' })]).toEqual(['company', ['d']]);
  });
});

it('an invite in every state × every command', () => {
  const always = (command: InviteCommand) => () => [{ command, facts }];
  // An invite has no deadline, so the walk stays at its first instant; the titles above cover its time.
  expectTables(process, (state) => state, [
    {
      row: ({ status }) => status,
      columns: {
        IssueInvite: always(issue),
        ReserveInvite: always(of('ReserveInvite')),
        'ReturnInvite, its own': always(of('ReturnInvite')),
        'ReturnInvite, another’s': always(of('ReturnInvite', 'r2')),
        'SpendInvite, its own': always(of('SpendInvite')),
        'SpendInvite, another’s': always(of('SpendInvite', 'r2')),
        RevokeInvite: always(revoke),
        RenewInvite: always(renew),
        IssueRenewedInvite: always({ ...issue, type: 'IssueRenewedInvite', expiresAt: 7 * day }),
      },
      written: `
situation       | IssueInvite   | ReserveInvite  | ReturnInvite, its own | ReturnInvite, another’s | SpendInvite, its own | SpendInvite, another’s | RevokeInvite           | RenewInvite            | IssueRenewedInvite
none            | ✓             | invite-invalid | invite-not-reserved   | invite-not-reserved     | invite-not-reserved  | invite-not-reserved    | invite-unknown         | invite-unknown         | ✓
issued          | invite-exists | ✓              | invite-not-reserved   | invite-not-reserved     | invite-not-reserved  | invite-not-reserved    | ✓                      | ✓                      | invite-exists
reserved        | invite-exists | invite-invalid | ✓                     | invite-not-reserved     | ✓                    | invite-not-reserved    | ✓                      | invite-in-use          | invite-exists
spent           | invite-exists | invite-invalid | invite-not-reserved   | invite-not-reserved     | invite-not-reserved  | invite-not-reserved    | invite-spent           | invite-spent           | invite-exists
revoked         | invite-exists | invite-revoked | invite-not-reserved   | invite-not-reserved     | invite-not-reserved  | invite-not-reserved    | invite-revoked-already | invite-revoked-already | invite-exists
`,
    },
  ]);
});
