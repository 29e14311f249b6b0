import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { deadlinesQuery } from '#contracts';
import { foresee, type Coming } from '#domain';
import { partsOf } from '#engine';
import { Database } from '#event-store';
import { processesToCome, readProcesses } from '#read-models';
import { maySeeRow, type Authority } from '../authority/authority';
import { pageOf, startOf } from '../http/page-token';
import { rfc3339 } from '../http/time';
import { byStream, copyOf, streamOfRow, type Rows } from '../process/copies';
import { Processes } from '../process/processes';
import { shownChanges } from '../process/shown-changes';
import { tellsInstants } from '../process/view';

/** Where a page ended: an instant, and how many of that instant were told. */
const placeInDeadlines = /^(\d{1,16})\|(\d{1,6})$/;

const copiesOf = (rows: Rows) => new Map([...rows].map(([streamId, row]) => [streamId, copyOf(row)]));

/** What will happen to an account by itself, over all processes about it that the caller sees. */
@Injectable()
export class Deadlines {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
  ) {}

  async list(id: string, query: z.infer<typeof deadlinesQuery>, authority: Authority) {
    await this.processes.readVisible('account', id, authority);
    const about = await processesToCome(this.database, [id]);
    const rows: Rows = byStream(about);
    const seen = about.filter((row) => maySeeRow(authority, row) && tellsInstants(row, authority)).map(streamOfRow);
    const { coming, among } = await this.foresee(seen, rows);
    const asked = { list: `deadlines ${id}`, query };
    const places = placesOf(coming);
    const [instant, nth] = (startOf(asked, placeInDeadlines) ?? [-Infinity, 0]).map(Number) as [number, number];
    const rest = places.filter(({ dueAt, n }) => dueAt > instant || (dueAt === instant && n > nth));
    return pageOf(
      rest.slice(0, query.pageSize + 1),
      asked,
      ({ of }) => shown(of, among, authority),
      ({ dueAt, n }) => [dueAt, n],
    );
  }

  /** Where a decision reads a stream that is not about the account, that is read once more. */
  private async foresee(asked: readonly string[], rows: Rows): Promise<{ coming: readonly Coming[]; among: Rows }> {
    const first = foresee(asked, copiesOf(rows));
    if (first.lacking.length === 0) return { coming: first.coming, among: rows };
    const among: Rows = new Map([...rows, ...(await readProcesses(this.database, first.lacking))]);
    const absent = first.lacking.filter((streamId) => !among.has(streamId));
    return { coming: foresee(asked, copiesOf(among), absent).coming, among };
  }
}

/** The same instant may stand for several: each has its number there. */
function placesOf(coming: readonly Coming[]) {
  return coming.map((of, i) => {
    const { dueAt } = of.deadline;
    return { of, dueAt, n: coming.slice(0, i + 1).filter(({ deadline }) => deadline.dueAt === dueAt).length };
  });
}

function shown({ streamId, deadline, provisional, words, changes }: Coming, among: Rows, authority: Authority) {
  return {
    command: deadline.command.type,
    dueAt: rfc3339(deadline.dueAt),
    process: partsOf(streamId),
    ...(provisional && { provisional: true }),
    ...(words && { changes: words.changes }),
    ...(changes && { becomes: shownChanges(changes, among, authority) }),
    movedBy: words?.movedBy ?? [],
  };
}
