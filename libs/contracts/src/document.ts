import { z } from 'zod';
import { storedHash, storedRef } from './evidence';
import { label } from './formats';

/**
 * A picture of a document: where it lies, never the picture (V3). `hash`: of its bytes, so that nobody can put another
 * one in its place.
 */
const storedDocument = z.strictObject({
  kind: label.describe('Which document it shows: id-card, passport, residence-permit, or your word.'),
  store: label.describe('Your word for the store that has it.'),
  ref: storedRef.describe('Its name in that store. Never the picture itself: raw-evidence-refused.'),
  hash: storedHash,
});

/** Our choice: more characters than a name of the former form has. */
const nameMax = 200;

/** Documents of an applicant; a name alone, as before, says neither what it shows nor where it lies. */
export const documents = z
  .array(z.union([storedDocument, storedRef.max(nameMax)]))
  .max(10)
  .describe('Each { kind, store, ref, hash }. **Deprecated**: a name alone.');
