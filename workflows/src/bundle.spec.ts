import { processes } from '#domain';
import { taskQueues, workflowBundle } from '#temporal';
import * as workflows from './index';

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

  it('holds a workflow for each process that needs one, and the queue that the worker of effects polls', () => {
    const followed = Object.values(processes).filter(({ workflow }) => workflow);
    expect(Object.keys(workflows).sort()).toEqual(followed.map(({ type }) => type).sort());
    expect(code).toContain(`taskQueue: '${taskQueues.effects}'`);
  });
});

const withoutSourceMap = (code: string) => code.slice(0, code.indexOf('//# sourceMappingURL=data:'));
