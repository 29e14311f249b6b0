import { z } from 'zod';
import { instant } from './formats';

/** `POST /v1/scan-proofs`. */
export const scanProof = z.strictObject({
  scanProof: z
    .string()
    .describe(
      'Shown to the new device as a picture to scan, or sent there; it goes into POST /v1/registrations as scanProof. It serves once.',
    ),
  expiresAt: instant.describe('From then on it proves nothing.'),
});
