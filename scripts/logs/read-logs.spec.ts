import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLogs } from './read-logs';

const line = (time: string, message: string) => JSON.stringify({ level: 'info', time, service: 'api', message }) + '\n';

describe('the logs of a stack', () => {
  // https://github.com/fluent/fluent-bit/issues/2110
  it('are read by time, also what was put aside before the last start', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenure-logs-'));
    try {
      writeFileSync(join(folder, 'api.log.1'), line('2026-11-30T04:00:00.000Z', 'before the start'));
      writeFileSync(join(folder, 'api.log'), line('2026-11-30T05:00:00.000Z', 'after it'));
      writeFileSync(join(folder, 'temporal.log.1'), 'time=2026-11-30T04:30:00.000Z level=INFO msg=between\n');
      writeFileSync(join(folder, 'api.pid'), '7');
      expect(readLogs(folder).map(({ message }) => message)).toEqual(['before the start', 'between', 'after it']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
