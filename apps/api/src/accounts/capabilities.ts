import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CapabilityChecks } from '#contracts';
import {
  accountPolicies,
  contextOf,
  mayDo,
  processOf,
  whenAvailable,
  type Account,
  type AskedContext,
  type CompanyWords,
  type Problem,
} from '#domain';
import { Engine, streamIdOf } from '#engine';
import { Database, type ClockMode } from '#event-store';
import { readWithCompanies, type ProcessRow } from '#read-models';
import { maySeeRow, type Authority } from '../authority/authority';
import type { Call } from '../authority/call';
import { FeedPosition } from '../process/feed-position';
import { hideProcess, refusal, Refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { processOfRow } from '../process/view';
import { clockMode } from '../tokens';

type MayDo = ReturnType<typeof mayDo>;
type Rows = ReadonlyMap<string, ProcessRow>;
/** Streams as they were read, locked or not. */
type Streams = { get(streamId: string): { state: unknown } | undefined };

/** What accounts may do: read in one statement, without a lock, by the instant of the database. */
@Injectable()
export class Capabilities {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    private readonly feed: FeedPosition,
    @Inject(clockMode) private readonly clock: ClockMode,
  ) {}

  /** @throws Refusal `not-found`, `not-a-member` */
  async of(id: string, context: CapabilityChecks['context'], call: Call) {
    const position = await this.feed.before();
    const { rows, now } = await this.read([id]);
    const row = rows.get(streamIdOf('account', id));
    if (!row) throw refusal('not-found');
    if (!maySeeRow(call.authority, row)) throw new Refusal(hideProcess(streamIdOf('account', id)));
    processOfRow(row);
    const answer = answerOf(row, rows, askedBy(context), now);
    if (!answer) throw refusal('not-a-member');
    const shown = shownAnswer(row, answer);
    call.showTag(createHash('sha256').update(JSON.stringify(shown)).digest('base64url'));
    return { ...shown, position };
  }

  async check({ accountIds, capability, context }: CapabilityChecks, { authority }: Call) {
    const position = await this.feed.before();
    const { rows, now } = await this.read(accountIds);
    const items = accountIds.map((id) => checkedItem(id, rows, { authority, capability, asked: askedBy(context), now }));
    return { items, position };
  }

  private async read(accountIds: readonly string[]): Promise<{ rows: Rows; now: number }> {
    const { rows, reading } = await readWithCompanies(this.database, [...new Set(accountIds)], this.clock);
    return { rows, now: reading ? this.engine.timeOf(reading) : 0 };
  }
}

interface Asked {
  authority: Authority;
  capability: string | undefined;
  asked: AskedContext | undefined;
  now: number;
}

/** One account of many: what is wrong with it is its own item, and no matter of the others. */
function checkedItem(id: string, rows: Rows, { authority, capability, asked, now }: Asked) {
  const row = rows.get(streamIdOf('account', id));
  if (!row || !maySeeRow(authority, row)) return { id, found: false as const, code: 'not-found' as const };
  if (!processOf('account').canRead(row)) return { id, found: false as const, code: 'newer-release' as const };
  const answer = answerOf(row, rows, asked, now);
  if (!answer) return { id, found: false as const, code: 'not-a-member' as const };
  if (capability === undefined) return { ...shownAnswer(row, answer), found: true as const };
  const withheld = answer.withheld.find((each) => each.capability === capability);
  const until = answer.validUntil === undefined ? {} : { validUntil: rfc3339(answer.validUntil) };
  const { unmet, availableAt } = withheld ? shownUnmet(withheld.unmet) : {};
  const isAllowed = answer.capabilities.includes(capability);
  return { id, found: true as const, allowed: isAllowed, ...(unmet && { unmet }), ...(availableAt && { availableAt }), ...until };
}

export const askedBy = (context: CapabilityChecks['context']): AskedContext | undefined =>
  context === undefined || context === 'personal' ? context : { companyId: context };

/** Undefined: the person is no member of the company that the caller asks about. */
function answerOf(row: ProcessRow, rows: Rows, asked: AskedContext | undefined, now: number): MayDo | undefined {
  const state = row.state as Account;
  const context = contextOf(state, asked, wordsIn(row.companies ?? [], rows));
  return context && mayDo(state, accountPolicies[row.policyVersion]!, now, context);
}

/** A refusal with its conditions as callers read them. */
export const shownConditions = ({ conditions, ...problem }: Problem): Problem => ({
  ...problem,
  conditions: shownUnmet(conditions as MayDo['withheld'][number]['unmet']).unmet,
});

/** What these companies say, as far as they were read. */
export const wordsIn = (companies: readonly string[], streams: Streams): ReadonlyMap<string, CompanyWords> =>
  new Map(
    companies.flatMap((companyId) => {
      const company = streams.get(streamIdOf('company', companyId));
      return company ? [[companyId, company.state as CompanyWords] as const] : [];
    }),
  );

function shownAnswer(row: ProcessRow, { withheld, validUntil, ...answer }: MayDo) {
  const { id } = row;
  const state = row.state as Account;
  return {
    ...{ id, state: processOfRow(row).status(state), ...('tier' in state && { tier: state.tier }) },
    ...answer,
    withheld: withheld.map(({ capability, unmet }) => ({ capability, ...shownUnmet(unmet) })),
    ...(validUntil !== undefined && { validUntil: rfc3339(validUntil) }),
  };
}

/** The conditions with their instants as callers read them, and the instant from which time alone has met them all. */
function shownUnmet(unmet: MayDo['withheld'][number]['unmet']) {
  const at = whenAvailable(unmet);
  return {
    unmet: unmet.map(({ availableAt, ...each }) => ({ ...each, ...(availableAt !== undefined && { availableAt: rfc3339(availableAt) }) })),
    ...(at !== undefined && { availableAt: rfc3339(at) }),
  };
}
