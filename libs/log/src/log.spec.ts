import { logLine } from './line';
import { kindOf, logOf } from './log';
import { onTrace, traceIn, traceparentOf } from './trace';

const trace = '0af7651916cd43dd8448eb211c80319c';

/** What one call writes. */
function written(say: (log: ReturnType<typeof logOf>) => void): unknown[] {
  const lines: string[] = [];
  say(logOf('worker', (line) => void lines.push(line)));
  return lines.map((line) => JSON.parse(line) as unknown);
}

describe('a line of a log', () => {
  it('has an ISO instant in UTC, a level by name, the service, a message, and fields beside them', () => {
    const [line] = written((log) => log.warn('effect failed', { effect: 'account:1:2:endSessions:1', attempt: 2, reason: 'timeout' }));
    expect(logLine.parse(line)).toEqual({
      ...{ time: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) as string, level: 'warn', service: 'worker', message: 'effect failed' },
      ...{ effect: 'account:1:2:endSessions:1', attempt: 2, reason: 'timeout' },
    });
  });

  it('stays one line whatever a field holds, and leaves an undefined one out', () => {
    expect(written((log) => log.info('a\nb', { reason: 'c\nd', code: undefined }))).toEqual([
      expect.objectContaining({ message: 'a\nb', reason: 'c\nd' }),
    ]);
  });

  // https://github.com/pinojs/pino/pull/519
  it('leaves out a number that is none, as a count that could not be read', () => {
    const [line] = written((log) => log.warn('swept', { overdue: Number.NaN, ms: Infinity, woken: 2 }));
    expect(logLine.parse(line)).toEqual(expect.objectContaining({ woken: 2 }));
    expect(line).not.toHaveProperty('overdue');
  });

  // https://github.com/nodejs/node/issues/947
  it('that nobody can read any more ends no program', () => {
    logOf('worker');
    expect(() => process.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).not.toThrow();
    expect(process.stdout.listeners('error')).toHaveLength(new Set(process.stdout.listeners('error')).size);
  });

  it.each([
    ['a nested field', { swept: { woken: 1 } }],
    ['a list', { settings: ['a'] }],
    ['a trace of another form', { trace: 'abc' }],
    ['a level of another name', { level: 'fatal' }],
    ['no message', { message: '' }],
  ])('may not have %s', (_, change) => {
    const [line] = written((log) => log.info('swept'));
    expect(logLine.safeParse({ ...(line as object), ...change }).success).toBe(false);
  });

  it('names the trace that the work is on, and no trace outside', async () => {
    const lines: unknown[] = [];
    const log = logOf('worker', (line) => void lines.push((JSON.parse(line) as { trace?: string }).trace));
    await onTrace(trace, async () => {
      await Promise.resolve();
      log.info('inside', { trace: undefined });
    });
    log.info('outside');
    onTrace(undefined, () => log.info('on none'));
    expect(lines).toEqual([trace, undefined, undefined]);
  });

  it('says of an error its kind and code, never its message', () => {
    expect(kindOf(Object.assign(new TypeError('+8613800138000'), { code: '23505' }))).toBe('TypeError 23505');
    expect(kindOf('+8613800138000')).toBe('string');
  });
});

describe('a traceparent', () => {
  it('is read and written with the same trace, each call a span of its own', () => {
    const [one, other] = [traceparentOf(trace), traceparentOf(trace)];
    expect([traceIn(one), traceIn(other), one === other]).toEqual([trace, trace, false]);
  });

  // https://github.com/open-telemetry/opentelemetry-java/issues/1675
  it('of a later version may say more behind its flags', () => {
    expect(traceIn(`01-${trace}-b7ad6b7169203331-01-what-comes`)).toBe(trace);
  });

  it.each([
    ...[undefined, 'x', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `00-${trace}-b7ad6b7169203331-01-more`],
    ...[`00-${trace}-b7ad6b7169203331-01.`, `01-${trace}-b7ad6b7169203331-011`, [1, 2].map(() => traceparentOf(trace)).join(', ')],
  ])('is none: %p', (header) => {
    expect(traceIn(header)).toBeUndefined();
  });
});
