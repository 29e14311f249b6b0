import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemEntry } from '#contracts';

/** Codes as the rules write them: `refuse('code'`, `{ code: 'code'`. */
const codes = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
  .flatMap((file) =>
    [...readFileSync(join(__dirname, file), 'utf8').matchAll(/(?:refuse\(|code: )'([^']+)'/g)].map(([, code]) => code as string),
  );

describe('the codes that the domain refuses with', () => {
  it('are found', () => {
    expect(new Set(codes).size).toBeGreaterThan(20);
  });

  it.each([...new Set(codes)].sort())('%s stands in the table of problems', (code) => {
    expect(problemEntry(code)).toMatchObject({ status: expect.any(Number), title: expect.any(String) });
  });
});
