import { Injectable } from '@nestjs/common';
import { Database, feedRowsAt, lastSettledRow, lastSharedRow, readFeed, type FeedPage, type FeedQuery, type FeedRow } from '#event-store';
import { eventsShownAs, shownEvent, type Viewer } from '#domain';
import { partsOf } from '#engine';
import { seenStreams } from '#read-models';
import { refusal } from '../http/refusal';
import { cursorOf, type Cursor } from './cursor';
import { News } from './news';
import { SharedLooks } from './shared-looks';

/** Who reads, and for how long they wait. */
interface Reading {
  viewer: Viewer;
  waitMs: number;
  signal: AbortSignal;
}

/**
 * The feed as its callers read it: what there is at once, else what comes while they wait. It names the processes that
 * they see, by ids, types and instants alone. A process that they come to see later begins there with its next event.
 */
@Injectable()
export class Feed {
  private readonly looks = new SharedLooks();

  constructor(
    private readonly database: Database,
    private readonly news: News,
  ) {}

  /**
   * A page with events, or an empty one when the time is up or `signal` says that the caller is gone. @throws Refusal
   * `cursor-invalid`
   */
  async read(after: number, asked: FeedQuery, { viewer, waitMs, signal }: Reading): Promise<FeedPage> {
    const until = performance.now() + waitMs;
    const { types } = asked;
    const query = { ...asked, ...(types && { types: eventsShownAs(types, viewer) }) };
    const told = async (found: FeedPage) => tell(await this.seen(found, viewer), viewer, types);
    let page = await told(await this.now(after, query));
    while (page.events.length === 0 && !signal.aborted && this.hasRoom()) {
      const leftMs = until - performance.now();
      if (leftMs <= 0) break;
      const next = page.more ? await this.now(page.cursor, query) : await this.news.next(page.cursor, query, leftMs, signal);
      page = await told(next);
    }
    return page;
  }

  /** Passes over the events of processes that the reader does not see. */
  private async seen(page: FeedPage, viewer: Viewer): Promise<FeedPage> {
    const seen = await this.looks.share(viewer, page, (streamIds) => seenStreams(this.database, viewer, streamIds));
    return { ...page, events: page.events.filter(({ streamId }) => seen.has(streamId)) };
  }

  /**
   * The same for a reader with this cursor, and the cursor to go on from. A row is asked for before and after the
   * reading, so that no restore between two looks is missed.
   * @throws Refusal `cursor-invalid` if another row is there by now; it names where to go on
   */
  async readFrom(cursor: Cursor | undefined, query: FeedQuery, reading: Reading) {
    const after = cursor?.position ?? 0;
    if (cursor?.row) await this.refuseAnother(cursor.row, await feedRowsAt(this.database, [after]));
    const { events, cursor: last } = await this.read(after, query, reading);
    const rows = await feedRowsAt(this.database, [after, last]);
    if (cursor?.row) await this.refuseAnother(cursor.row, rows);
    return {
      events,
      cursor: cursorOf(
        last,
        rows.find(({ position }) => position === last),
      ),
    };
  }

  /** The cursor of the end, as `readFeed` finds it: what commits later comes behind it, whatever its place. */
  async end(): Promise<string> {
    const row = await lastSettledRow(this.database);
    return cursorOf(row?.position ?? 0, row);
  }

  /**
   * A command that is repeated after a restore gives its event the same id, perhaps the same position: no same instant.
   */
  private async refuseAnother(row: FeedRow, found: readonly FeedRow[]): Promise<void> {
    const isSame = (each: FeedRow) => each.position === row.position && each.eventId === row.eventId && each.recordedAt === row.recordedAt;
    if (found.some(isSame)) return;
    const shared = await lastSharedRow(this.database, row);
    throw refusal('cursor-invalid', shared && { goOnFrom: cursorOf(shared.position, shared) });
  }

  /** False when the waiting room is full: one more caller gets an answer at once. */
  hasRoom(): boolean {
    return this.news.hasRoom();
  }

  private async now(after: number, query: FeedQuery): Promise<FeedPage> {
    const page = await readFeed(this.database, after, query);
    if (page === 'cursor-ahead') throw refusal('cursor-invalid');
    return page;
  }
}

/** By the names that this viewer is shown, of which they asked for some; what happens inside is passed over. */
function tell(page: FeedPage, viewer: Viewer, types: FeedQuery['types']): FeedPage {
  const events = page.events.flatMap((event) => {
    const type = shownEvent(partsOf(event.streamId).type, event.type, viewer);
    return type === undefined || types?.includes(type) === false ? [] : [{ ...event, type }];
  });
  return { ...page, events };
}
