import { BadRequestException, NotFoundException } from '@nestjs/common';
import { problem } from '#contracts';
import { PolicyUnknown } from '#domain';
import { Unavailable } from '#engine';
import { ProviderUnavailable } from '#providers';
import { pageOf, pageTokenOf, positionOf, startOf } from './page-token';
import { problemBody } from './problem-body';
import { problemOf } from './problem-filter';
import { hideProcess, refusal } from './refusal';
import { traceIdOf } from './request';
import { durationMs, rfc3339 } from './time';
import { errorsOf } from './validation';

const trace = '0af7651916cd43dd8448eb211c80319c';

describe('a trace', () => {
  it('is the caller’s, if it is well-formed', () => {
    expect(traceIdOf(`00-${trace}-b7ad6b7169203331-01`)).toBe(trace);
  });

  it.each([
    undefined,
    '',
    'x',
    `ff-${trace}-b7ad6b7169203331-01`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
  ])('is a random one instead of %p', (header) => {
    expect(traceIdOf(header)).toMatch(/^[0-9a-f]{32}$/);
    expect(traceIdOf(header)).not.toBe(traceIdOf(header));
  });
});

describe('a problem', () => {
  it('has its code, its status and what a caller needs to go on, in the shape of the contract', () => {
    const body = problemBody({ code: 'phone-in-cooldown', availableAt: 1_000 }, trace);
    expect(body).toMatchObject({
      type: 'https://tenure.dev/problems/phone-in-cooldown',
      status: 409,
      detail: 'Wait until availableAt, or use another number.',
      availableAt: '1970-01-01T00:00:01.000Z',
      traceId: trace,
    });
    expect(problem.safeParse(body).error).toBeUndefined();
  });

  it('leaves out what is not meant for callers', () => {
    expect(problemBody({ code: 'phone-taken', phone: '+8613800138000', holder: 'somebody' }, trace)).not.toHaveProperty('phone');
    expect(problemBody(hideProcess('account:a'), trace)).toEqual(problemBody({ code: 'not-found' }, trace));
  });

  it('with an unknown code is a fault of ours, and does not show the code', () => {
    expect(problemBody({ code: 'surprise' }, trace)).toMatchObject({ code: 'internal', status: 500 });
  });

  it.each([
    [new Unavailable('database'), 'unavailable'],
    [new ProviderUnavailable('away'), 'unavailable'],
    [new PolicyUnknown('account', 2), 'newer-release'],
    [new Unavailable('policy-unknown'), 'newer-release'],
    [new Unavailable('state-unknown'), 'newer-release'],
    [Object.assign(new Error('terminating connection'), { code: '57P01' }), 'unavailable'],
    [Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 'unavailable'],
    [Object.assign(new Error('read-only transaction'), { code: '25006' }), 'unavailable'],
    [Object.assign(new Error('no space left on device'), { code: '53100' }), 'unavailable'],
    [Object.assign(new Error('deadlock'), { code: '40P01' }), 'unavailable'],
    [Object.assign(new Error('lock not available'), { code: '55P03' }), 'unavailable'],
    [Object.assign(new Error('query failed'), { driverError: { code: '08006' } }), 'unavailable'],
    [new NotFoundException(), 'not-found'],
    [new BadRequestException(), 'bad-request'],
    [Object.assign(new Error(), { statusCode: 413 }), 'body-too-large'],
    [Object.assign(new Error(), { statusCode: 415 }), 'unsupported-media-type'],
    [refusal('forbidden'), 'forbidden'],
  ])('%p is told as %s', (error, code) => {
    expect(problemOf(error)?.code).toBe(code);
  });

  it.each([new Error('a bug'), new TypeError('a bug'), Object.assign(new Error('unique'), { code: '23505' }), undefined, 'thrown'])(
    '%p is nothing anybody expected',
    (error) => {
      expect(problemOf(error)).toBeUndefined();
    },
  );
});

describe('what does not fit a schema', () => {
  it('is reported by its path, and an unknown field by its name', () => {
    expect(errorsOf([{ message: 'wrong', path: ['checklist', { key: 'groupsLeft' }], code: 'invalid_type' }])).toEqual([
      { path: 'checklist.groupsLeft', code: 'invalid-type', message: 'wrong' },
    ]);
    expect(
      errorsOf([{ message: 'Unrecognized', path: ['a'], code: 'unrecognized_keys', keys: ['b', 'c'] }]).map(({ path }) => path),
    ).toEqual(['a.b', 'a.c']);
  });

  it('is reported at most twenty times, and names are cut', () => {
    const errors = errorsOf([{ message: 'x', keys: Array.from({ length: 50 }, () => 'k'.repeat(500)) }]);
    expect(errors).toHaveLength(20);
    expect(errors[0]!.path).toHaveLength(64);
  });
});

describe('pages', () => {
  const shape = /^(\d+)\|([a-z]+)$/;
  const asked = (query: object = {}) => ({ list: 'a', query: { pageSize: 2, ...query } });

  it('have a token for the next one only if something follows', () => {
    const { nextPageToken, items } = pageOf([1, 2, 3], asked(), String, (n) => [n]);
    expect(items).toEqual(['1', '2']);
    expect(startOf(asked({ pageToken: nextPageToken }), /^(\d+)$/)).toEqual(['2']);
    expect(pageOf([1, 2], asked(), String, (n) => [n])).toEqual({ items: ['1', '2'] });
    expect(pageOf([], asked(), String, () => [])).toEqual({ items: [] });
  });

  it('take a token with the list and the filters that gave it, whatever the size of the page', () => {
    const { nextPageToken: pageToken } = pageOf([1, 2, 3], asked({ state: 'active', companyId: undefined }), String, () => [12, 'abc']);
    expect(startOf(asked({ state: 'active', pageToken }), shape)).toEqual(['12', 'abc']);
    expect(startOf(asked({ state: 'active', pageToken, pageSize: 50 }), shape)).toEqual(['12', 'abc']);
    const others = [asked({ pageToken }), asked({ state: 'frozen', pageToken }), { ...asked({ state: 'active', pageToken }), list: 'b' }];
    for (const other of others) expect(() => startOf(other, shape)).toThrow('page-token-of-another-list');
  });

  it('take a token of the former release, which names no list', () => {
    expect(startOf(asked({ pageToken: pageTokenOf([12, 'abc']) }), shape)).toEqual(['12', 'abc']);
  });

  it('accept the tokens that they gave, and no others', () => {
    expect(positionOf(pageTokenOf([12, 'abc']), shape)).toEqual(['12', 'abc']);
    expect(() => positionOf('abc', shape)).toThrow('page-token-invalid');
    expect(() => positionOf(pageTokenOf(['x', 'abc']), shape)).toThrow('page-token-invalid');
    expect(positionOf(pageTokenOf([Number.MAX_SAFE_INTEGER, 'abc']), shape)).toHaveLength(2);
    expect(() => positionOf(pageTokenOf(['9007199254740992', 'abc']), shape)).toThrow('page-token-invalid');
  });
});

describe('time', () => {
  it('is in UTC with milliseconds', () => {
    expect(rfc3339(1_700_000_000_001)).toBe('2023-11-14T22:13:20.001Z');
  });

  it.each([
    ['P14D', 14 * 86_400_000],
    ['P2W', 14 * 86_400_000],
    ['PT30M', 1_800_000],
    ['P1DT2H3M4S', 93_784_000],
    ['PT0S', 0],
  ])('%s lasts %d ms', (duration, ms) => {
    expect(durationMs(duration)).toBe(ms);
  });
});
