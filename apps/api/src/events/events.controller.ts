import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { eventPage, eventQuery } from '#contracts';
import { processes } from '#domain';
import { partsOf } from '#engine';
import type { FeedEvent } from '#event-store';
import { permissions, viewerOf } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { readCursor } from './cursor';
import { Feed } from './feed';

/** Every type of event that this release can record. */
const eventTypes: ReadonlySet<string> = new Set(Object.values(processes).flatMap(({ events }) => Object.keys(events)));

/** Starts at the end: for a reader who needs nothing of what was before. */
const latest = 'latest';

@ApiTags('events')
@Controller('v1/events')
export class EventsController {
  constructor(private readonly feed: Feed) {}

  @Get()
  @Route({
    summary: 'What happened to the processes that the caller sees, in order and without gaps',
    description:
      'Ask again with the `cursor` of the answer, always with `Prefer: wait=20`: an answer comes as soon as there is something. Keep the cursor when you have ' +
      'dealt with its events. Delivery is at least once: a caller that crashes before that gets the same events again, and recognises them by `eventId`. ' +
      'The events of one process come in their order. An empty page may have a new cursor: it passed over other types and processes. ' +
      'A draft is seen by the client that opened it; a process that others come to see later begins for them with its next event. ' +
      'The first call leaves `after` out, to begin with the first event of all, or has `after=latest`: it answers at once, with no event and the cursor of ' +
      `the end, and whatever is recorded from then on comes behind that cursor. Types: ${[...eventTypes].sort().join(', ')}.`,
    access: permissions.readEvents,
    waits: true,
    answer: eventPage,
    refuses: ['cursor-invalid', 'event-type-unknown'],
  })
  async list(@Query({ schema: eventQuery }) { after, types, pageSize }: z.infer<typeof eventQuery>, @Call() call: Call) {
    refuseUnknown(types ?? []);
    if (after === latest) return { items: [], cursor: await this.feed.end() };
    const from = after === undefined ? undefined : readCursor(after);
    const seconds = this.feed.hasRoom() ? call.waitSeconds : undefined;
    if (seconds !== undefined) call.applyWait(seconds);
    const viewer = viewerOf(call.authority);
    const { events, cursor } = await this.feed.readFrom(
      from,
      { types, limit: pageSize },
      { viewer, waitMs: (seconds ?? 0) * 1_000, signal: call.gone },
    );
    return {
      items: events.map(({ eventId, type, streamId, recordedAt, ...acting }) => ({
        ...{ eventId, type, process: partsOf(streamId), at: rfc3339(recordedAt) },
        ...(viewer.as === 'operator' && actingIn(acting)),
      })),
      cursor,
    };
  }
}

/** Who reviews an identity is nobody's business but the platform's: services learn what happened, not who did it. */
const actingIn = ({ actor, via }: Pick<FeedEvent, 'actor' | 'via'>) => ({ actor, ...(via && { via }) });

/** A reader that waits for a type nobody records would wait for ever. @throws Refusal `event-type-unknown` */
function refuseUnknown(types: readonly string[]): void {
  const errors = types.flatMap((type, i) =>
    eventTypes.has(type) ? [] : [{ path: `types.${i}`, code: 'event-type-unknown', message: 'is no type of event of this release' }],
  );
  if (errors.length > 0) throw refusal('event-type-unknown', { errors });
}
