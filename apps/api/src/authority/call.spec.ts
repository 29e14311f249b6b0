import type { Caller } from '#engine';
import { Refusal } from '../http/refusal';
import { Call, type Edge } from './call';

const caller = { client: 'k', traceId: 't' } as Caller;

/** A call whose edge counts each read. */
function callOf(parts: Partial<Edge> = {}) {
  const asked = { caller: 0 };
  const edge: Edge = {
    authority: () => ({ keyId: 'k', client: 'c', companies: 'platform', principalId: 'p', roles: [], scopes: [] }),
    caller: () => {
      asked.caller += 1;
      return caller;
    },
    waitSeconds: () => undefined,
    traceId: () => 't',
    gone: () => new AbortController().signal,
    ...parts,
  };
  return { call: new Call(edge), asked };
}

describe('a call', () => {
  it('reads what makes it repeatable once, and only if a route needs it', () => {
    const { call, asked } = callOf();
    expect(asked.caller).toBe(0);
    expect([call.caller, call.caller]).toEqual([caller, caller]);
    expect(asked.caller).toBe(1);
  });

  it('listens to its connection once', () => {
    const { call } = callOf();
    expect(call.gone).toBe(call.gone);
  });

  it('collects the headers of its answer; the last version counts', () => {
    const { call } = callOf();
    call.showLocation('/v1/accounts/a');
    call.showVersion(1);
    call.applyWait(5);
    call.showVersion(2);
    expect(call.headers).toEqual({ location: '/v1/accounts/a', etag: '"2"', 'preference-applied': 'wait=5' });
  });

  it('returns an accepted answer, and says if it was recorded before', () => {
    const { call } = callOf();
    const answer = { ok: true as const, revision: 3, body: { id: 'a' } };
    expect(call.take({ answer, replayed: false })).toBe(answer);
    expect([call.headers, call.replays]).toEqual([{}, false]);
    call.take({ answer, replayed: true });
    expect([call.headers, call.replays]).toEqual([{ 'idempotency-replayed': 'true' }, true]);
  });

  it('throws a recorded refusal with the trace of the first call, and says so too', () => {
    const { call } = callOf();
    const answer = { ok: false as const, problem: { code: 'phone-taken' }, traceId: 'first' };
    expect(() => call.take({ answer, replayed: true })).toThrow(new Refusal({ code: 'phone-taken' }, 'first'));
    expect(call.headers).toEqual({ 'idempotency-replayed': 'true' });
  });

  it('leaves a recorded refusal that only a newer program knows to that one', () => {
    const { call } = callOf();
    const answer = { ok: false as const, problem: { code: 'of-a-newer-program' }, traceId: 'first' };
    expect(() => call.take({ answer, replayed: true })).toThrow(new Refusal({ code: 'newer-release' }));
    expect(call.headers).toEqual({});
    // Of its own refusals each program knows all: an unknown one is a bug.
    expect(() => call.take({ answer, replayed: false })).toThrow(new Refusal(answer.problem, 'first'));
  });
});
