import { isRetold, shownEvent, type Viewer } from '#domain';
import { partsOf } from '#engine';

interface Entry {
  streamId: string;
  version: number;
  type: string;
  origin: string;
  actor: string;
}

/** As the answer of a check is recorded, whether a register or a person gave it. */
const asCheck = { origin: 'effect', actor: 'tenure:effect' } as const;

/**
 * One entry of a history as this viewer is shown it. Of a process whose people stay inside, nobody else learns who
 * decided, nor, by numbers that are left out, that something else happened between.
 */
export function retold<E extends Entry>({ streamId, version, ...entry }: E, viewer: Viewer) {
  const process = partsOf(streamId);
  if (!isRetold(process.type, viewer)) return { ...entry, process: { ...process, version } };
  const type = shownEvent(process.type, entry.type, viewer) ?? entry.type;
  if (type !== entry.type) return { ...entry, type, ...asCheck, process };
  return { ...entry, actor: entry.origin === 'reaction' ? 'tenure:reaction' : entry.actor, process };
}
