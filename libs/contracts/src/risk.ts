import { z } from 'zod';
import { body } from './face';

/** A whole number; `int` would end the look at the rest, and with it the code of the fault. */
const upTo = (most: number) => z.number().multipleOf(1).min(0).max(most);

/** Marks each fault in a part of a request with a code of its own, which then answers for the whole. */
const faultsAs = (problem: string) => (_: unknown, found: { issues: object[] }) =>
  found.issues.forEach((issue) => Object.assign(issue, { params: { problem } }));

/**
 * V5: what a service has seen of a person at a sign-up or a sign-in, each where it looked at it. A fault anywhere in it
 * is `signal-malformed`, so that a service that watches people finds its own.
 */
export const riskSignals = body(
  z
    .strictObject({
      ipRegion: z.enum(['usual', 'unusual']).optional().describe('Where the network address is, beside where the person usually is.'),
      proxy: z.boolean().optional(),
      newDevice: z.boolean().optional(),
      fingerprintMatch: upTo(100).optional().describe('Per cent, with the fingerprint that is known.'),
      tries: upTo(1_000_000).optional().describe('In the short time that you count over.'),
    })
    .superRefine(faultsAs('signal-malformed'), { when: ({ issues }) => issues.length > 0 }),
  { ipRegion: 'unusual', proxy: true, newDevice: true, fingerprintMatch: 55, tries: 3 },
);
