import { z } from 'zod';
import { count, word } from './formats';

/** What was given to a case and what became of it, for its reviewers: opened from the vault, and recorded. */
export const caseDossier = z.strictObject({
  method: word,
  failures: count,
  cause: word.optional(),
  document: z
    .enum(['own', 'free', 'differs', 'elsewhere'])
    .describe(
      'Whose the document is now: the account has it; nobody has it; nobody has it, and the account has another one; ' +
        'somebody else has it, so that no approval of this case proves it.',
    )
    .optional(),
  given: z
    .strictObject({
      name: z.string().optional(),
      document: z.record(word, z.string()).optional(),
      pictures: z.array(z.record(word, z.string())).describe('Where the pictures of the document lie.').optional(),
      cardEnding: z.string().optional(),
      result: z.string().optional(),
    })
    .optional(),
  evidence: z.array(z.strictObject({ kind: word, store: word, ref: z.string(), hash: z.string() })).optional(),
});
