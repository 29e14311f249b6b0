import { decodeJwt, jwtVerify, type JWTPayload } from 'jose';
import { assertionPolicy } from '#domain';
import { keysAt } from './ask-keys';
import { AssertionInvalid } from './invalid';
import type { Issuer } from './issuer';
import { IssuerKeys, type AskKeys } from './issuer-keys';
import { reasonOf } from './reason';

/** What an issuer has said of a person, verified. */
export interface Assertion {
  issuer: Issuer;
  /** The person as the issuer names them. */
  subject: string;
  /** Unique among the assertions of its issuer. */
  id: string;
  /** When it ends at the latest, in milliseconds. */
  endsAt: number;
  /** When the person signed in, in milliseconds. */
  signedInAt?: number;
  /** How strongly the person was authenticated, in the issuer's own words. */
  strength?: string;
  /** The program that the person signed in with. */
  client?: string;
  /** Whose account it is for, in the claim that the issuer is trusted with. */
  claimed?: string;
}

/** The type of a token that is meant for a service (RFC 9068): no token of another purpose passes for it. */
const tokenType = 'at+jwt';
const { ageMaxSeconds, toleranceSeconds } = assertionPolicy;

/**
 * Verifies the assertions of the configured issuers. Keys and algorithms are those of the configuration; what a token
 * says of its own keys (`jku`, `x5u`, `jwk`) is never read.
 */
export class Assertions {
  private readonly known: ReadonlyMap<string, { issuer: Issuer; keys: IssuerKeys }>;

  constructor(issuers: readonly Issuer[], askOf: (issuer: Issuer) => AskKeys = ({ jwksUri }) => keysAt(jwksUri)) {
    this.known = new Map(issuers.map((issuer) => [issuer.issuer, { issuer, keys: new IssuerKeys(issuer.issuer, askOf(issuer)) }]));
  }

  /** @throws AssertionInvalid with the reason, or IssuerAway */
  async verify(token: string): Promise<Assertion> {
    const { issuer, keys } = this.issuerOf(token);
    const { algorithms, audience } = issuer;
    try {
      const { payload } = await jwtVerify(token, keys.find, {
        algorithms: [...algorithms],
        audience,
        issuer: issuer.issuer,
        typ: tokenType,
        requiredClaims: ['sub', 'exp', 'jti'],
        maxTokenAge: ageMaxSeconds,
        clockTolerance: toleranceSeconds,
        currentDate: new Date(Date.now()),
      });
      return assertionOf(issuer, payload);
    } catch (error) {
      throw reasonOf(error);
    }
  }

  /** Only finds whose keys to ask: what the token says is believed after its signature. */
  private issuerOf(token: string) {
    const found = this.known.get(namedIssuer(token));
    if (!found) throw new AssertionInvalid('issuer-unknown');
    return found;
  }
}

function namedIssuer(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    throw new AssertionInvalid('malformed');
  }
}

function assertionOf(issuer: Issuer, payload: JWTPayload): Assertion {
  const { sub, jti, exp, iat, auth_time: signedIn, acr, azp, client_id: clientId } = payload;
  if (typeof sub !== 'string' || sub === '' || typeof jti !== 'string' || jti === '') throw new AssertionInvalid('malformed');
  const client = [azp, clientId].find((name) => typeof name === 'string');
  return {
    issuer,
    subject: sub,
    id: jti,
    endsAt: (Math.min(exp!, iat! + ageMaxSeconds) + toleranceSeconds) * 1_000,
    ...(typeof signedIn === 'number' && { signedInAt: signedIn * 1_000 }),
    ...(typeof acr === 'string' && { strength: acr }),
    ...(typeof client === 'string' && { client }),
    ...claimedIn(issuer, payload),
  };
}

/** A number counts where the issuer says that it is verified (OpenID Connect, `phone_number_verified`). */
function claimedIn({ trustedClaim }: Issuer, payload: JWTPayload): { claimed?: string } {
  const claimed = trustedClaim && payload[trustedClaim.claim];
  if (typeof claimed !== 'string') return {};
  return trustedClaim!.holds === 'account' || payload[`${trustedClaim!.claim}_verified`] === true ? { claimed } : {};
}
