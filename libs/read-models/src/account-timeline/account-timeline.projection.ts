import type { Projected, Projection } from '#event-store';

const accountOf = ({ head }: Projected): string | null =>
  head.type === 'account' ? head.streamId.slice('account:'.length) : head.accountId;

function rowsOf(change: Projected) {
  const accountId = accountOf(change);
  if (accountId === null) return [];
  return change.events.map(({ streamId, version, type, meta, recordedAt }) => ({
    account_id: accountId,
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
  text: `INSERT INTO rm.account_timeline (account_id, global_pos, stream_id, version, type, origin, actor, at)
SELECT account_id, (SELECT e.global_pos FROM es.events e WHERE e.stream_id = t.stream_id AND e.version = t.version), stream_id, version, type, origin, actor, at
FROM jsonb_populate_recordset(null::rm.account_timeline, $1::jsonb) t`,
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
