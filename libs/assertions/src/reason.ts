import { errors } from 'jose';
import { AssertionInvalid, type Reason } from './invalid';

/** A claim that is missing is no claim at all; one that says something else has its own reason. */
const byClaim: Readonly<Record<string, Reason>> = { nbf: 'not-yet-valid', iat: 'not-yet-valid', aud: 'audience', iss: 'issuer-unknown' };

/** What jose says, as one of our reasons; an error that is none of jose's stays what it is. */
export function reasonOf(error: unknown): unknown {
  if (!(error instanceof errors.JOSEError)) return error;
  return new AssertionInvalid(reason(error));
}

function reason(error: errors.JOSEError): Reason {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return failedClaim(error);
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey) return 'signature';
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'signature';
  return 'malformed';
}

const failedClaim = ({ claim, reason: kind }: errors.JWTClaimValidationFailed): Reason =>
  kind === 'check_failed' ? (byClaim[claim] ?? 'malformed') : 'malformed';
