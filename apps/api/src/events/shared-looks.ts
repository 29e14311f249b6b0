import type { FeedPage } from '#event-store';
import type { Viewer } from '#domain';

type Seen = ReadonlySet<string>;

/**
 * Readers of one client who wait for the same events ask once which of these processes they see. Only a look that is
 * under way is shared, and only one that began after the same page was read: an older one would miss what an event of
 * the page has just brought into view.
 */
export class SharedLooks {
  private readonly underWay = new Map<string, Promise<Seen>>();

  share(viewer: Viewer, { events, cursor }: FeedPage, look: (streamIds: readonly string[]) => Promise<Seen>): Promise<Seen> {
    const streamIds = [...new Set(events.map(({ streamId }) => streamId))];
    if (streamIds.length === 0) return Promise.resolve(new Set());
    const key = JSON.stringify([viewer, cursor, events.map(({ position }) => position)]);
    const known = this.underWay.get(key);
    if (known) return known;
    const looking = look(streamIds).finally(() => this.underWay.delete(key));
    this.underWay.set(key, looking);
    return looking;
  }
}
