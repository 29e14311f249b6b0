import { z } from 'zod';

/** V3: `<store>:<name there>`. Anything else may be the picture or the features themselves, and is not taken. */
const referencePattern = /^[a-z][a-z0-9-]{1,30}:[A-Za-z0-9_-]{8,200}$/;

/** Our choice: more characters than any such reference has; what is longer is refused as raw too. */
const referenceMax = 1_000_000;

/** Where a biometric lies, never the biometric: the problem has a code of its own, so that nobody looks for a typo. */
export const reference = z
  .string()
  .max(referenceMax)
  .superRefine((value, { addIssue }) => {
    if (!referencePattern.test(value))
      addIssue({ code: 'custom', message: 'must be <store>:<name there>', params: { problem: 'raw-biometric-refused' } });
  });
