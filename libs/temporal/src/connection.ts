import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';

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

/** So long a signal may take: then its wake is left to the relay. */
export const signalWithinMs = 2_000;

/** A call ends by then, also where nobody waits for its answer any longer: a busy Temporal is spared late signals. */
const limitMs = { SignalWithStartWorkflowExecution: signalWithinMs, other: 30_000 } as const;

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

const limitTime: Interceptor = (options, nextCall) => {
  const method = options.method_definition.path.split('/').at(-1)!;
  const ms = method in limitMs ? limitMs[method as keyof typeof limitMs] : limitMs.other;
  // The types ask for a class where the library takes what it has passed on itself.
  return nextCall({ ...options, deadline: options.deadline ?? Date.now() + ms }) as ReturnType<Interceptor>;
};

/**
 * Keeps nothing in Node's asynchronous context, where the SDK keeps deadlines and the namespace: Node 20 follows every
 * promise of a program from the first use of it on.
 */
class UnfollowedConnection extends Connection {
  /** The SDK names the namespace of each call by it: here all calls name it, since all have the same. */
  override withMetadata<T>(_metadata: unknown, work: () => Promise<T>): Promise<T> {
    return work();
  }

  /** Rejects at the deadline; the call that is under way ends by its own limit. */
  override async withDeadline<T>(deadline: number | Date, work: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Temporal has not answered in time')), Number(deadline) - Date.now());
    });
    try {
      return await Promise.race([work(), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Opens a client that does not need Temporal yet: it connects at its first call, and reconnects by itself.
 * It never retries, so a call costs no more than its deadline.
 */
export function openTemporal({ address, namespace }: TemporalOptions) {
  const metadata = { 'temporal-namespace': namespace };
  const connection = UnfollowedConnection.lazy({ address, metadata, channelArgs: channel, interceptors: [limitTime] });
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
