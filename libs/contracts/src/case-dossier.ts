import { z } from 'zod';
import { count, word } from './formats';

/** What was given to a case and what became of it, for its reviewers: opened from the vault, and recorded. */
export const caseDossier = z.strictObject({
  method: word,
  failures: count,
  cause: word.optional(),
  given: z
    .strictObject({
      name: z.string().optional(),
      document: z.record(word, z.string()).optional(),
      cardEnding: z.string().optional(),
      result: z.string().optional(),
    })
    .optional(),
  evidence: z.array(z.strictObject({ kind: word, store: word, ref: z.string(), hash: z.string() })).optional(),
});
