import { createHash, createHmac } from 'node:crypto';

const algorithm = 'TC3-HMAC-SHA256';

/** A key pair of an account. */
export interface SecretPair {
  secretId: string;
  secretKey: string;
}

/** What is signed of a request: JSON by POST to the path `/`, as all our calls are. */
export interface Signable {
  /** `sms`, `faceid`: the first part of the host at the vendor. */
  service: string;
  host: string;
  action: string;
  /** Seconds since 1970. */
  timestamp: number;
  /** The body as it is sent, byte for byte. */
  payload: string;
}

export const contentType = 'application/json; charset=utf-8';
const signedHeaders = 'content-type;host;x-tc-action';

/** The header `Authorization` of a request (Tencent Cloud API 3.0, signature method v3). */
export function authorization({ secretId, secretKey }: SecretPair, request: Signable): string {
  const scope = scopeOf(request);
  const signature = sign(secretKey, request, [algorithm, request.timestamp, scope, sha256(canonicalRequest(request))].join('\n'));
  return `${algorithm} Credential=${secretId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

const canonicalRequest = ({ host, action, payload }: Signable): string =>
  [
    'POST',
    '/',
    '',
    `content-type:${contentType}`,
    `host:${host}`,
    `x-tc-action:${action.toLowerCase()}`,
    '',
    signedHeaders,
    sha256(payload),
  ].join('\n');

const scopeOf = (request: Signable) => `${dateOf(request)}/${request.service}/tc3_request`;

/** The day in UTC, which the key is derived for. */
const dateOf = ({ timestamp }: Signable) => new Date(timestamp * 1_000).toISOString().slice(0, 10);

function sign(secretKey: string, request: Signable, text: string): string {
  const forDay = hmac(`TC3${secretKey}`, dateOf(request));
  const signing = hmac(hmac(forDay, request.service), 'tc3_request');
  return hmac(signing, text).toString('hex');
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
