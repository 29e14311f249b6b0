import { Injectable } from '@nestjs/common';
import { Database } from '#event-store';
import { standings } from '#read-models';
import { WaitingRoom } from './waiting-room';
import { WaitingRooms } from './waiting-rooms';

interface Waiter {
  streamId: string;
  passing: readonly string[];
}

/**
 * Our choice. What a process does at once it does within some 50 ms: so a newcomer makes the room ask soon, and less
 * and less often while they wait. The more newcomers there are, the fewer questions each of them is worth.
 */
const pausesMs = { shortest: 8, longest: 50 } as const;
/** So long a caller has waited when the pause has grown to the longest. */
const newcomerMs = 4 * pausesMs.longest;

function pauseMs(waitedMs: readonly number[]): number {
  const newcomers = waitedMs.filter((ms) => ms < newcomerMs);
  if (newcomers.length === 0) return pausesMs.longest;
  return Math.min(pausesMs.longest, Math.max(newcomers.length * pausesMs.shortest, Math.min(...newcomers) / 4));
}

/** Callers who wait for a process to leave a passing state. */
@Injectable()
export class Waiting extends WaitingRoom<Waiter> {
  constructor(
    private readonly database: Database,
    rooms: WaitingRooms,
  ) {
    super('waiting', pauseMs, rooms);
  }

  /**
   * Settles when the process is in none of the `passing` states, when the time is up, or when `signal` says that the
   * caller is gone.
   */
  until(streamId: string, passing: readonly string[], ms: number, signal?: AbortSignal): Promise<void> {
    return this.wait({ streamId, passing }, ms, signal);
  }

  protected async ask(): Promise<boolean> {
    const streamIds = new Set([...this.waiters.keys()].map(({ streamId }) => streamId));
    const found = await standings(this.database, [...streamIds]);
    const statuses = new Map(found.map(({ streamId, status }) => [streamId, status]));
    for (const waiter of this.waiters.keys()) {
      const status = statuses.get(waiter.streamId);
      if (status !== undefined && !waiter.passing.includes(status)) this.release(waiter);
    }
    return false;
  }
}
