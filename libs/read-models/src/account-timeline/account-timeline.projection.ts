import type { Projected, Projection } from '#event-store';
import { AccountTimelineEntity } from './account-timeline.entity';

const accountOf = ({ head }: Projected): string | null =>
  head.type === 'account' ? head.streamId.slice('account:'.length) : head.accountId;

const rowsOf = (change: Projected): AccountTimelineEntity[] => {
  const accountId = accountOf(change);
  if (accountId === null) return [];
  return change.events.map(({ globalPos, streamId, version, type, meta, recordedAt }) => ({
    accountId,
    globalPos: String(globalPos),
    streamId,
    version,
    type,
    origin: String(meta.origin),
    actor: String(meta.actor),
    at: new Date(recordedAt),
  }));
};

export const accountTimelineProjection: Projection = {
  name: 'account-timeline',
  table: 'rm.account_timeline',
  apply: async (tx, changes) => {
    const rows = changes.flatMap(rowsOf);
    if (rows.length > 0) await tx.manager.insert(AccountTimelineEntity, rows);
  },
};
