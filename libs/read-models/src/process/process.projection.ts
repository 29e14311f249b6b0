import { processOf } from '#domain';
import type { Projected, Projection } from '#event-store';

const rowOf = ({ head, status, outcome, state }: Projected) => ({
  stream_id: head.streamId,
  type: head.type,
  id: head.streamId.slice(head.type.length + 1),
  status,
  version: head.version,
  revision: head.revision,
  policy_version: head.policyVersion,
  subject_id: head.subjectId,
  account_id: head.accountId,
  company_id: head.companyId,
  client: head.client,
  outcome: outcome ?? null,
  // Nobody reads it but the former release, for as long as that runs beside this one.
  state,
  opened_at: new Date(head.openedAt),
  updated_at: new Date(head.updatedAt),
  closed_at: head.endedAt === null ? null : new Date(head.endedAt),
  ...seenColumns(head, state as { status: string }),
  seen_version: head.version,
});

/** By what lists find the process: as it declares itself. */
function seenColumns({ type, streamId }: Projected['head'], state: { status: string }) {
  const process = processOf(type);
  const { services, draft, companies, departments, accounts, principals } = process.seenBy(state, streamId.slice(type.length + 1));
  const { asked, expiresAt } = process.foundBy(state);
  return {
    services,
    draft,
    companies,
    departments,
    accounts,
    principals,
    asked,
    expires_at: expiresAt === undefined ? null : new Date(expiresAt),
  };
}

/** Writes once what never changes after the first event. */
const upsert = {
  name: 'project-process',
  text: `INSERT INTO rm.process SELECT * FROM jsonb_populate_recordset(null::rm.process, $1::jsonb)
ON CONFLICT (stream_id) DO UPDATE SET policy_version = excluded.policy_version, status = excluded.status, version = excluded.version, revision = excluded.revision, outcome = excluded.outcome,
  state = excluded.state, updated_at = excluded.updated_at, closed_at = excluded.closed_at, services = excluded.services,
  draft = excluded.draft, companies = excluded.companies, departments = excluded.departments, accounts = excluded.accounts, principals = excluded.principals, asked = excluded.asked,
  expires_at = excluded.expires_at, seen_version = excluded.seen_version`,
} as const;

export const processProjection: Projection = {
  name: 'process',
  table: 'rm.process',
  apply: (tx, changes) => [tx.query(upsert, [JSON.stringify(changes.map(rowOf))])],
};
