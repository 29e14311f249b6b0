import { logLine } from '#log';
import { inOneSchema } from './in-one-schema';

const ours = '{"level":"info","time":"2026-11-30T04:00:00.000Z","service":"api","message":"request","status":200}';

describe('the logs of a stack', () => {
  it.each([
    ['api', ours, [JSON.parse(ours)]],
    [
      'postgres',
      '2026-11-30 04:00:00.123 UTC [77] ERROR:  deadlock detected\n\tCONTEXT:  while locking',
      [{ time: '2026-11-30T04:00:00.123Z', level: 'error', service: 'postgresql', message: 'deadlock detected CONTEXT:  while locking' }],
    ],
    [
      'temporal',
      'Temporal CLI 1\ntime=2026-11-30T04:00:00.123 level=WARN msg="Not \\"ready\\"" component=frontend',
      [
        {
          time: expect.stringMatching(/\.123Z$/) as string,
          level: 'warn',
          service: 'temporal',
          message: 'Not \\"ready\\" component=frontend',
        },
      ],
    ],
  ])('of %s are in one schema', (part, text, told) => {
    const lines = inOneSchema(part, text);
    expect(lines).toEqual(told);
    for (const line of lines) expect(logLine.safeParse(line).success).toBe(true);
  });

  it('leave out what a broken program has left of a line', () => {
    expect(inOneSchema('api', `${ours}\n{"level":"inf`)).toHaveLength(1);
    expect(inOneSchema('temporal', 'time=2026-11-30T04:00:00.123 level=WARN msg=a\ntime=2026-11-30T0 level=INFO msg=b')).toHaveLength(1);
  });

  // https://github.com/pinojs/pino/pull/155
  it.each([
    'null',
    '12',
    '"text"',
    '[]',
    '{}',
    '{"level":"warn","timestamp":1764475200000,"context":"relay","message":"of release 0.1.0"}',
  ])('leave out what has no time and no level: %s', (line) => expect(inOneSchema('api', `${line}\n${ours}`)).toEqual([JSON.parse(ours)]));
});
