import { processes } from '#domain';
import { taskQueues, workflowBundle } from '#temporal';

/** Our own code; Temporal's runtime in the bundle is about 1.2 MB. */
const bytesMax = 2_000_000;

describe('the bundle of the workflows', () => {
  let code: string;
  beforeAll(async () => {
    ({ code } = (await workflowBundle()) as { code: string });
  });

  it('stays small: every cold wake loads it', () => {
    expect(code.length).toBeLessThan(bytesMax);
  });

  it.each(['libs/domain', 'libs/engine', 'activities/src', 'node_modules/zod', 'node_modules/typeorm', 'node:crypto', 'coolingOffDays'])(
    'holds nothing of %s',
    (what) => {
      expect(withoutSourceMap(code)).not.toContain(what);
    },
  );

  it('holds the workflows, and the queue that the worker of effects polls', () => {
    const followed = Object.values(processes).filter(({ workflow }) => workflow);
    expect(followed.map(({ type }) => type)).toContain('registration');
    for (const { type } of followed) expect(code).toContain(`${type}.workflow`);
    expect(code).toContain(`taskQueue: '${taskQueues.effects}'`);
  });
});

const withoutSourceMap = (code: string) => code.slice(0, code.indexOf('//# sourceMappingURL=data:'));
