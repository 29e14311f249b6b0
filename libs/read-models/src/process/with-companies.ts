import { clockColumns, prepared, type ClockMode, type ClockReading } from '#event-store';
import type { Reader } from '../reader';
import { readRows, type ProcessRow } from './list';

/** Accounts and their companies as one statement found them, by their streams, with the instant of the read. */
export interface WithCompanies {
  rows: ReadonlyMap<string, ProcessRow>;
  /** None: no account was found. */
  reading?: { now: number } & ClockReading;
}

/** Reads these accounts and the companies of their memberships in one snapshot: an answer never mixes two moments. */
export async function readWithCompanies(db: Reader, accountIds: readonly string[], clock: ClockMode): Promise<WithCompanies> {
  const sentAt = performance.now();
  const found = await readRows<ProcessRow & { streamId: string; now: number; machineNow: number }>(
    db,
    (columns) =>
      prepared(`SELECT stream_id AS "streamId", ${columns('process')}, ${clockColumns(clock)} FROM rm.process WHERE stream_id = ANY (ARRAY(
         SELECT unnest($1::text[]) UNION
         SELECT 'company:' || company FROM rm.process account, unnest(account.companies) company WHERE account.stream_id = ANY ($1)))`),
    [accountIds.map((id) => `account:${id}`)],
  );
  const [first] = found;
  const rows = new Map(found.map(({ streamId, now: _now, machineNow: _machine, ...row }) => [streamId, row]));
  if (!first) return { rows };
  return { rows, reading: { now: first.now, machineNow: first.machineNow, sentAt, receivedAt: performance.now() } };
}
