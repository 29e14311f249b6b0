import { Injectable } from '@nestjs/common';
import { Database } from '#event-store';
import { standings } from '#read-models';
import { WaitingRoom } from './waiting-room';
import { WaitingRooms } from './waiting-rooms';

interface Waiter {
  streamId: string;
  passing: readonly string[];
}

const pollEveryMs = 50;

/** Callers who wait for a process to leave a passing state. */
@Injectable()
export class Waiting extends WaitingRoom<Waiter> {
  constructor(
    private readonly database: Database,
    rooms: WaitingRooms,
  ) {
    super('waiting', pollEveryMs, rooms);
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
