import { ProviderUnavailable, type UnavailableReason } from './errors';

export interface Exchanged {
  status: number;
  /** The parsed body; undefined if it is no JSON. */
  json: unknown;
}

interface Request {
  headers: Readonly<Record<string, string>>;
  body: string;
  /** How long the answer may take, body included. */
  timeoutMs: number;
}

/** Far more than any answer needs: a provider that sends more must not fill our memory. */
const answerBytesMax = 65_536;

/**
 * Posts to a provider. Returns an answer of any status, or throws an error that holds nothing of what was sent or
 * received.
 * @throws ProviderUnavailable
 */
export async function exchange(provider: string, url: string, { headers, body, timeoutMs }: Request): Promise<Exchanged> {
  try {
    // Personal data goes to the configured address, and nowhere a provider redirects to.
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const text = await textOf(response);
    if (text === undefined) throw new ProviderUnavailable(`${provider} answered with too much`, 'answer-too-large');
    return { status: response.status, json: jsonOrNothing(text) };
  } catch (error) {
    if (error instanceof ProviderUnavailable) throw error;
    // Without its cause on purpose: an error of a library may quote what was sent.
    const cause = causeCode(error);
    throw new ProviderUnavailable(`${provider} gave no answer (${cause})`, reasonOf[cause] ?? 'no-answer');
  }
}

/** @returns undefined if there is more of it than an answer may have; the rest is not read. */
async function textOf({ body }: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > answerBytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The kind of failure without any quotation, such as `ECONNREFUSED` or `TimeoutError`. */
function causeCode(error: unknown): string {
  const code = ((error as Error).cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : (error as Error).name;
}

const reasonOf: Readonly<Record<string, UnavailableReason>> = {
  TimeoutError: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  UND_ERR_SOCKET: 'connection-lost',
  ENOTFOUND: 'address-unknown',
  EAI_AGAIN: 'address-unknown',
};
