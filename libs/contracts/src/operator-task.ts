import { z } from 'zod';
import { id, instant, word } from './formats';
import { page, pageQuery } from './page';

export const operatorTaskQuery = z.strictObject(pageQuery);

/** Something that goes on only with a human: what it is about (`kind`, `ref`) and which process waits for it. Oldest first. */
export const operatorTaskPage = page(
  z.strictObject({ taskId: id, kind: word, ref: z.string(), process: z.strictObject({ type: word, id }), raisedAt: instant }),
);
