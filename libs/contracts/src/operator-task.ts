import { z } from 'zod';
import { id, instant, word } from './formats';
import { page, pageQuery } from './page';

export const operatorTaskQuery = z.strictObject(pageQuery);

/** A process that goes on only with an operator: the process, and the reason (`kind`, `ref`). Oldest first. */
export const operatorTaskPage = page(
  z.strictObject({ taskId: id, kind: word, ref: z.string(), process: z.strictObject({ type: word, id }), raisedAt: instant }),
);
