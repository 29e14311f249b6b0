import type { Projected, Projection } from '#event-store';

const accountOf = ({ head }: Projected): string | null =>
  head.type === 'account' ? head.streamId.slice('account:'.length) : head.accountId;

function rowsOf(change: Projected) {
  const accountId = accountOf(change);
  if (accountId === null) return [];
  return change.events.map(({ globalPos, streamId, version, type, meta, recordedAt }) => ({
    account_id: accountId,
    global_pos: globalPos,
    stream_id: streamId,
    version,
    type,
    origin: meta['origin'],
    actor: meta['actor'],
    at: new Date(recordedAt),
  }));
}

const insert = {
  name: 'project-account-timeline',
  text: 'INSERT INTO rm.account_timeline SELECT * FROM jsonb_populate_recordset(null::rm.account_timeline, $1::jsonb)',
} as const;

/** What happened to an account, in order: its own events and those of processes about it. */
export const accountTimelineProjection: Projection = {
  name: 'account-timeline',
  table: 'rm.account_timeline',
  apply: (tx, changes) => {
    const rows = changes.flatMap(rowsOf);
    return rows.length > 0 ? [tx.query(insert, [JSON.stringify(rows)])] : [];
  },
};
