import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { SimulateAccounts } from '#contracts';
import { accountPolicies, day, draftOf, forecastPolicy, Lacking, living, type AccountPolicy, type AskedLife, type Life } from '#domain';
import { Engine, streamIdOf } from '#engine';
import { Database, type Transaction } from '#event-store';
import { listProcesses, processesToCome, readProcesses, type ProcessRow, type RowAbout } from '#read-models';
import { maySeeRow, viewerOf, type Authority } from '../authority/authority';
import { refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { byStream, copyOf, streamOfRow, type Rows } from '../process/copies';
import { grouped } from '../process/grouped';
import { tellsInstants } from '../process/view';
import { differenceOf, shownLife } from './shown-life';

/** So many steps take a few milliseconds: then others have their turn. */
const stepsAtOnce = 100;
/** The snapshot is held open: the database ends a transaction that is silent for seconds. */
const silentMs = 1_000;

/**
 * What was read at one instant: of each account the streams about it, and streams that decisions turned out to read.
 */
interface Snapshot {
  rows: Map<string, ProcessRow>;
  about: ReadonlyMap<string, readonly RowAbout[]>;
  read: Set<string>;
  absent: Set<string>;
}
type Tried = (accountId: string) => AccountPolicy | undefined;

/** Lives accounts on, on copies of one snapshot. Nothing is written. */
@Injectable()
export class AccountSimulations {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
  ) {}

  /** @throws Refusal `not-found`, `account-policy-unknown`, `account-policy-invalid`, `simulation-too-large` */
  async run(body: SimulateAccounts, authority: Authority) {
    const from = await this.engine.now();
    return this.database.transaction(async (tx) => {
      await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const accounts = await accountsAsked(tx, body, authority);
      const found = await processesToCome(tx, accounts);
      const rows: Map<string, ProcessRow> = byStream(found);
      if (accounts.some((id) => !isSeen(rows.get(streamIdOf('account', id)), authority))) throw refusal('not-found');
      const snapshot: Snapshot = { rows, about: grouped(found, ({ about }) => about), read: new Set(), absent: new Set() };
      const tried = policyTried(body, rows);
      return new Run(tx, snapshot, { from, until: from + body.spanDays * day, body, tried, authority }).all(accounts);
    });
  }
}

const isSeen = (row: ProcessRow | undefined, authority: Authority): row is ProcessRow => row !== undefined && maySeeRow(authority, row);

/** Those that were named, or all members of the company whom the caller sees. */
async function accountsAsked(tx: Transaction, { accounts, companyId }: SimulateAccounts, authority: Authority): Promise<readonly string[]> {
  if (accounts !== undefined) return [...new Set(accounts)];
  const limit = forecastPolicy.accountsMax + 1;
  const members = await listProcesses(tx, viewerOf(authority), { type: 'account', companyId: companyId! }, undefined, limit);
  if (members.length === limit) throw refusal('simulation-too-large', { limit: forecastPolicy.accountsMax });
  return members.map(({ id }) => id);
}

/** The policy that each account is to be tried by; undefined where none is. */
function policyTried({ policyVersion, policy }: SimulateAccounts, rows: Rows): Tried {
  if (policyVersion !== undefined && !Object.hasOwn(accountPolicies, policyVersion)) throw refusal('account-policy-unknown');
  if (policy === undefined) return () => (policyVersion === undefined ? undefined : accountPolicies[policyVersion]);
  const drafts = new Map<number, AccountPolicy>();
  return (accountId) => {
    const version = policyVersion ?? rows.get(streamIdOf('account', accountId))!.policyVersion;
    const known = drafts.get(version) ?? draft(version, policy);
    drafts.set(version, known);
    return known;
  };
}

function draft(version: number, changes: object): AccountPolicy {
  const made = draftOf(version, changes as Readonly<Record<string, unknown>>);
  if ('faults' in made) throw refusal('account-policy-invalid', { errors: made.faults.map((fault) => ({ ...fault, code: 'invalid' })) });
  return made.policy;
}

interface Told {
  from: number;
  until: number;
  body: SimulateAccounts;
  tried: Tried;
  authority: Authority;
}

/** One simulation: its steps are counted over all lives. */
class Run {
  #steps = 0;
  #heardAt = performance.now();

  constructor(
    private readonly tx: Transaction,
    private readonly snapshot: Snapshot,
    private readonly told: Told,
  ) {}

  async all(accounts: readonly string[]) {
    const items = [];
    for (const accountId of accounts) items.push(await this.one(accountId));
    const { from, until } = this.told;
    return { from: rfc3339(from), until: rfc3339(until), steps: this.#steps, items };
  }

  private async one(accountId: string) {
    const row = this.snapshot.rows.get(streamIdOf('account', accountId))!;
    const policy = this.told.tried(accountId);
    const show = (life: Life) => shownLife(life, this.snapshot.rows, this.told.authority);
    const today = show(await this.live(accountId, undefined));
    const tried = policy && show(await this.live(accountId, policy));
    return {
      accountId,
      policyVersion: row.policyVersion,
      today,
      ...(tried && { tried, difference: differenceOf(today, tried) }),
    };
  }

  /** Begins again with each stream that a decision turns out to read, from the same snapshot. */
  private async live(accountId: string, policy: AccountPolicy | undefined): Promise<Life> {
    for (let round = 0; round < forecastPolicy.roundsMax; round += 1) {
      try {
        return await this.step(this.asked(accountId, policy));
      } catch (error) {
        if (!(error instanceof Lacking)) throw error;
        await this.read(error.streamId);
      }
    }
    throw refusal('simulation-too-large', { limit: forecastPolicy.roundsMax });
  }

  private asked(accountId: string, policy: AccountPolicy | undefined): AskedLife {
    const { rows, about, read, absent } = this.snapshot;
    const { from, until, body, authority } = this.told;
    const own = about.get(accountId) ?? [];
    const told = own.filter((row) => maySeeRow(authority, row) && tellsInstants(row, authority));
    const streams = [...own.map(streamOfRow), ...read];
    return {
      ...{ accountId, copies: new Map(streams.map((streamId) => [streamId, copyOf(rows.get(streamId)!)])), absent: [...absent] },
      ...{ about: told.map(streamOfRow), from, until, assumed: body.observations },
      ...(policy && { policy }),
    };
  }

  private async step(asked: AskedLife): Promise<Life> {
    const life = living(asked);
    for (let step = life.next(); ; step = life.next()) {
      if (step.done) return step.value;
      this.#steps += 1;
      if (this.#steps > forecastPolicy.stepsMax) throw refusal('simulation-too-large', { limit: forecastPolicy.stepsMax });
      if (this.#steps % stepsAtOnce === 0) await this.pause();
    }
  }

  private async pause(): Promise<void> {
    await setImmediate();
    if (performance.now() - this.#heardAt < silentMs) return;
    await this.tx.query('SELECT');
    this.#heardAt = performance.now();
  }

  private async read(streamId: string): Promise<void> {
    const found = (await readProcesses(this.tx, [streamId])).get(streamId);
    if (found) this.snapshot.rows.set(streamId, found);
    this.snapshot[found ? 'read' : 'absent'].add(streamId);
  }
}
