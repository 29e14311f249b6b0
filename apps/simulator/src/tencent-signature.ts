import { tencentAuthorization } from '#providers';

/** The one account that the simulated vendor has. */
export const simulatedPair = { secretId: 'AKIDsimulated', secretKey: 'simulated-by-the-simulator' };

/** So far a clock may be off. */
const skewSecondsMax = 300;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Checks a call as the vendor does: its shape, its account, its signature, its time. @returns undefined if it is right
 */
export function refuseSignature(headers: Headers, payload: string, now = Date.now()): { Code: string; Message: string } | undefined {
  const { authorization = '', host = '', 'x-tc-action': action, 'x-tc-timestamp': timestamp } = headers;
  const [, secretId, service] =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/\d{4}-\d\d-\d\d\/([a-z]+)\/tc3_request, /.exec(String(authorization)) ?? [];
  if (secretId === undefined || service === undefined) return failure('InvalidAuthorization');
  if (typeof action !== 'string' || !/^\d{1,11}$/.test(String(timestamp))) return { Code: 'MissingParameter', Message: 'simulated' };
  if (secretId !== simulatedPair.secretId) return failure('SecretIdNotFound');
  if (Math.abs(now / 1_000 - Number(timestamp)) > skewSecondsMax) return failure('SignatureExpire');
  const expected = tencentAuthorization(simulatedPair, { service, host: String(host), action, timestamp: Number(timestamp), payload });
  return authorization === expected ? undefined : failure('SignatureFailure');
}

const failure = (kind: string) => ({ Code: `AuthFailure.${kind}`, Message: 'simulated' });
