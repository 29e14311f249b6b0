import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Newest } from './newest';
import type { Stage } from './taking';

const stepSchema = z.object({ step: z.string().min(1).max(100) });
const purgeSchema = z.strictObject({ accountId: z.string().min(1).max(100), companyId: z.string().min(1).max(100).optional() });

/**
 * The systems that hold data: one to nine items of each step for every account, until they are purged, and 0 the second
 * time.
 */
export function dataHolders({ take }: Stage): void {
  const purged = new Newest<true>(10_000);

  take('data-holders/:step', {
    body: purgeSchema,
    kind: (params) => stepSchema.parse(params).step,
    perform({ accountId, companyId = '' }, { kind: step }) {
      const name = [step, accountId, companyId].join(' ').trim();
      const items = purged.get(name) ? 0 : 1 + (createHash('sha256').update(name).digest()[0]! % 9);
      purged.set(name, true);
      return { status: 200, body: { items } };
    },
  });
}
