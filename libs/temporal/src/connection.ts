import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';

export interface TemporalOptions {
  /** host:port */
  address: string;
  namespace: string;
}

const channel = {
  // Temporal may be away for hours; a client should notice its return within seconds.
  'grpc.initial_reconnect_backoff_ms': 500,
  'grpc.max_reconnect_backoff_ms': 2_000,
  // A connection that vanished is replaced within 20 s; Temporal allows a question every 10 s.
  'grpc.keepalive_time_ms': 15_000,
  'grpc.keepalive_timeout_ms': 5_000,
};

/**
 * Opens a client that does not need Temporal yet: it connects at its first call, and reconnects by itself.
 * It never retries, so a call costs no more than its deadline.
 */
export function openTemporal({ address, namespace }: TemporalOptions) {
  const connection = Connection.lazy({ address, channelArgs: channel, interceptors: [] });
  return { client: new Client({ connection, namespace }), connection, close: () => connection.close() };
}

const firstPauseMs = 250;
const longestPauseMs = 5_000;

interface Retry {
  /** Ends the tries: the promise rejects with its reason. */
  signal: AbortSignal;
  /** Receives every failed try. */
  failed?: (error: Error, tries: number) => void;
}

/** Tries until it connects or is aborted, with pauses that grow to 5 s. Each try must bound its own time. */
export async function connectWithRetry<T>(connect: () => Promise<T>, { signal, failed }: Retry): Promise<T> {
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    try {
      return await connect();
    } catch (error) {
      failed?.(error as Error, tries);
      await delay(Math.min(firstPauseMs * 2 ** (tries - 1), longestPauseMs), undefined, { signal });
    }
  }
}
