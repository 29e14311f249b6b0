import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

/**
 * Within this time a connection that vanished is noticed, unless the listener has more time; one that was lost is
 * opened again.
 */
const everyMs = 2_000;
const answerWithinMs = 4_000;

interface ListenOptions {
  url: string;
  applicationName: string;
  channel: string;
  /** So often it asks whether its connection is still there. */
  asksEveryMs?: number;
  /** What was said on the channel; undefined: perhaps something that nobody heard, because the connection is new. */
  heard(payload: string | undefined): void;
  /** Called when nothing can be heard, with the code of the reason, and not again until it could. */
  lost(error: unknown): void;
}

/**
 * Hears what transactions notify on a channel, by a connection of its own. A hint: what must not be missed is also read
 * from its table now and then.
 * @returns `begun`, which settles when it hears, or when it has found that it cannot yet; and what ends it.
 */
export function listen(options: ListenOptions): { begun: Promise<void>; close(): Promise<void> } {
  const ended = new AbortController();
  const { heard, lost } = options;
  let settle!: () => void;
  const begun = new Promise<void>((resolve) => (settle = resolve));
  const telling: ListenOptions = {
    ...options,
    heard: (payload) => (heard(payload), settle()),
    lost: (error) => (lost(error), settle()),
  };
  const running = keepListening(telling, ended.signal);
  return {
    begun,
    close: async () => {
      ended.abort();
      await running;
      settle();
    },
  };
}

async function keepListening(options: ListenOptions, ended: AbortSignal): Promise<void> {
  let isLost = false;
  while (!ended.aborted) {
    try {
      await listenOnce(options, ended, () => (isLost = false));
    } catch (error) {
      if (!isLost && !ended.aborted) options.lost(error);
      isLost = true;
      await pause(ended);
    }
  }
}

/** Listens until the connection is lost, or the end. */
async function listenOnce(
  { url, applicationName, channel, asksEveryMs, heard }: ListenOptions,
  ended: AbortSignal,
  begun: () => void,
): Promise<void> {
  const client = new Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: answerWithinMs,
    query_timeout: answerWithinMs,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  client.on('notification', ({ payload }) => heard(payload));
  try {
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    begun();
    heard(undefined);
    // Asked now and then: a connection that vanished would be silent for ever.
    while (!ended.aborted) {
      await pause(ended, asksEveryMs);
      await client.query('SELECT');
    }
  } finally {
    await Promise.race([client.end().catch(() => undefined), delay(answerWithinMs, undefined, { ref: false })]);
  }
}

const pause = (ended: AbortSignal, ms = everyMs): Promise<unknown> =>
  delay(ms, undefined, { signal: ended, ref: false }).catch(() => undefined);
