import { Client } from 'pg';
import { prepareValue } from 'pg/lib/utils';
import type { Database } from '#event-store';
import { readAsAWhole, type Plan } from './plans';

interface Explained {
  Plan: Plan & { 'Shared Hit Blocks'?: number; 'Shared Read Blocks'?: number };
}

/** How the sessions of a pool plan. */
export async function optionsOf(pool: Database): Promise<string> {
  const settings = ['plan_cache_mode', 'enable_seqscan', 'jit'];
  const [row] = await pool.query<Record<string, string>>(
    `SELECT ${settings.map((name) => `current_setting('${name}') AS "${name}"`).join(', ')}`,
  );
  return settings.map((name) => `-c ${name}=${row![name]}`).join(' ');
}

/** A session that has planned statements once, and keeps the plans. */
export class Kept {
  private constructor(
    private readonly session: Client,
    private readonly statements: ReadonlyMap<string, readonly unknown[]>,
  ) {}

  static async prepared(url: string, options: string, statements: ReadonlyMap<string, readonly unknown[]>): Promise<Kept> {
    const session = new Client({ connectionString: url, options });
    await session.connect();
    const kept = new Kept(session, statements);
    for (const [place, text] of [...statements.keys()].entries()) {
      await session.query(`PREPARE kept_${place} AS ${text}`);
      await kept.explain(text, '');
    }
    return kept;
  }

  /** The same statements, planned by another session now. */
  again(url: string, options: string): Promise<Kept> {
    return Kept.prepared(url, options, this.statements);
  }

  get size(): number {
    return this.statements.size;
  }

  close(): Promise<void> {
    return this.session.end();
  }

  /** The tables that a kept plan reads as a whole; `partial`: the indexes that it may. */
  async wholeReads(partial: ReadonlySet<string>): Promise<string[]> {
    const told: string[] = [];
    for (const text of this.statements.keys())
      for (const table of readAsAWhole((await this.explain(text, '')).Plan, partial)) told.push(`${table} as a whole: ${text}`);
    return told;
  }

  /**
   * How many pages each statement reads by its kept plan; without those that PostgreSQL refuses to run a second time.
   */
  async pages(): Promise<Map<string, number>> {
    const pages = new Map<string, number>();
    for (const text of this.statements.keys()) {
      await this.session.query('START TRANSACTION');
      const run = await this.explain(text, 'ANALYZE, BUFFERS, ').catch(() => undefined);
      await this.session.query('ROLLBACK');
      if (run) pages.set(text, (run.Plan['Shared Hit Blocks'] ?? 0) + (run.Plan['Shared Read Blocks'] ?? 0));
    }
    return pages;
  }

  private async explain(text: string, how: string): Promise<Explained> {
    const values = this.statements.get(text)!.map((value) => this.literal(value));
    const place = [...this.statements.keys()].indexOf(text);
    const execute = `EXECUTE kept_${place}${values.length === 0 ? '' : `(${values.join(', ')})`}`;
    const { rows } = await this.session.query<{ 'QUERY PLAN': [Explained] }>(`EXPLAIN (${how}VERBOSE, FORMAT JSON) ${execute}`);
    return rows[0]!['QUERY PLAN'][0];
  }

  private literal(value: unknown): string {
    const text = prepareValue(value);
    if (text === null) return 'NULL';
    return this.session.escapeLiteral(Buffer.isBuffer(text) ? `\\x${text.toString('hex')}` : String(text));
  }
}
