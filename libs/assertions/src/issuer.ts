import { z } from 'zod';

/** Signatures of a private key alone: what an issuer publishes can never sign. */
const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const;

const loopback = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/;

/** Keys come over TLS, or from this very machine. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && loopback.test(hostname));
}
const keysAddress = z.string().refine(isSafe, { message: 'must be an https address' });

/** An identity provider, and whose people it may speak for. */
export const issuerSchema = z.strictObject({
  /** As its assertions name it in `iss`. */
  issuer: z.url({ error: 'must be a URL' }),
  /** What its assertions must be meant for: this installation, by a name of its own. */
  audience: z.string().min(1),
  jwksUri: keysAddress,
  algorithms: z.array(z.enum(algorithms)).min(1),
  /** The companies whose members it may speak for. */
  companies: z.union([z.literal('platform'), z.array(z.uuid()).min(1)]),
  /**
   * What its `sub` is. `user`: the public id of the person, `user:<id>`. `bound`: a name of its own, which was bound to
   * the person once.
   */
  subjects: z.enum(['user', 'bound']),
  /**
   * A claim by which it may say whose account a name of its own is for: `account` the id, `phone` the number, which it
   * must also say to be verified (`<claim>_verified`). Left out: only a code to the number of the account shows that.
   */
  trustedClaim: z.strictObject({ claim: z.string().min(1), holds: z.enum(['account', 'phone']) }).optional(),
});

export type Issuer = Readonly<z.infer<typeof issuerSchema>>;
