import { processes } from '#domain';
import type { ProcessState } from '#engine';
import type { Authority } from '../authority/authority';
import { problemOf } from '../http/problem-filter';
import { listedView, processView } from './view';

const day = 86_400_000;
const operator: Authority = {
  keyId: 'k',
  client: 'c',
  companies: 'platform',
  principalId: 'p',
  roles: ['operator'],
  scopes: ['deregistrations:write', 'deregistrations:read'],
};
const auditor: Authority = { ...operator, roles: ['auditor'] };

const stateAt = (state: object, now: number): ProcessState => ({
  type: 'deregistration',
  id: 'd',
  revision: 3,
  version: 5,
  policyVersion: 1,
  subjectId: 's',
  accountId: 'a',
  openedAt: 0,
  updatedAt: 1,
  state: { accountId: 'a', subjectId: 's', phoneId: 'p', ...state } as never,
  now,
});
const coolingOff = { status: 'cooling_off', coolingOffEndsAt: 14 * day, reminderAts: [7 * day, 13 * day], reminded: 0 };
const blocked = { status: 'purging', receipts: {}, blocked: { refundWallet: { at: 1, reason: 'refused' } }, retries: {} };

describe('a process as its callers see it', () => {
  it('shows instants as RFC 3339, and the public version', () => {
    expect(processView(stateAt(coolingOff, day), operator)).toMatchObject({
      state: 'cooling_off',
      version: 3,
      openedAt: '1970-01-01T00:00:00.000Z',
      coolingOffEndsAt: '1970-01-15T00:00:00.000Z',
      deadlines: [
        { command: 'RemindOfCoolingOff', dueAt: '1970-01-08T00:00:00.000Z' },
        { command: 'EndCoolingOff', dueAt: '1970-01-15T00:00:00.000Z' },
      ],
      links: { self: '/v1/deregistrations/d', workflow: '/v1/deregistrations/d/workflow' },
    });
  });

  it('offers the undo until, not at, the end of the cooling-off', () => {
    expect(processView(stateAt(coolingOff, 14 * day - 1), operator)['allowed']).toEqual(['RevokeDeregistration']);
    expect(processView(stateAt(coolingOff, 14 * day), operator)['allowed']).toEqual([]);
  });

  it('offers nothing that this caller would be refused', () => {
    expect(processView(stateAt(coolingOff, day), auditor)['allowed']).toEqual([]);
    const person: Authority = {
      ...operator,
      roles: ['service'],
      person: { userId: 'a', principalId: 'p', leaving: false, authn: 'assertion' },
    };
    expect(processView(stateAt(coolingOff, day), person)['allowed']).toEqual(['RevokeDeregistration']);
    expect(processView(stateAt(blocked, day), person)['allowed']).toEqual([]);
    expect(processView(stateAt(blocked, day), operator)['allowed']).toEqual(['RetryPurgeStep']);
  });

  it('says why the state refuses a command that this caller has the right for', () => {
    const refused = (state: object, now: number, authority: Authority) => processView(stateAt(state, now), authority)['refused'];
    const noStep = { command: 'RetryPurgeStep', code: 'step-not-blocked' };
    const tooLate = { command: 'RevokeDeregistration', code: 'cooling-off-over' };
    expect(refused(coolingOff, day, operator)).toEqual([noStep]);
    expect(refused(coolingOff, 14 * day, operator)).toEqual([tooLate, noStep]);
    expect(refused(coolingOff, 14 * day, { ...operator, roles: ['service'] })).toEqual([tooLate]);
    expect(refused(coolingOff, 14 * day, auditor)).toEqual([]);
  });

  it('asks each rule of callers once for what is allowed and what is refused', () => {
    const { RevokeDeregistration, RetryPurgeStep, RequestDeregistration, EndCoolingOff } = processes.deregistration.rules;
    const asked = [RevokeDeregistration, RetryPurgeStep, RequestDeregistration, EndCoolingOff].map((rule) =>
      jest.spyOn(rule, 'refusedNow'),
    );
    processView(stateAt(coolingOff, day), operator);
    expect(asked.map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0, 0]);
    for (const spy of asked) spy.mockRestore();
  });

  it('in a list leaves out what may be done with it', () => {
    const listed = listedView(stateAt(coolingOff, day), operator);
    expect(['allowed', 'refused'].filter((name) => name in listed)).toEqual([]);
  });

  it('does not show the ids of its identifiers', () => {
    expect(JSON.stringify(processView(stateAt(coolingOff, day), operator))).not.toContain('phoneId');
  });

  it('is not shown by a program that knows its type or its status not yet: a newer one does', () => {
    const ofNewer = [
      { ...stateAt(coolingOff, day), type: 'of-a-newer-program' },
      stateAt({ ...coolingOff, status: 'of_a_newer_program' }, day),
      { ...stateAt(coolingOff, day), policyVersion: 99 },
    ];
    for (const newer of ofNewer) {
      expect(problemOf(thrownBy(() => listedView(newer, operator)))).toEqual({ code: 'newer-release' });
      expect(problemOf(thrownBy(() => processView(newer, operator)))).toEqual({ code: 'newer-release' });
    }
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
