import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { processOf, standing, type Account, type Problem } from '#domain';
import { Engine, namedMeanwhile, streamIdOf, type CallerCommand } from '#engine';
import { Database } from '#event-store';
import { findAllNamed } from '#iam';
import { readProcesses, type ProcessRow } from '#read-models';
import { lookUpAgain } from '../http/look-up-again';
import { refusal } from '../http/refusal';
import { maySeeRow, type Authority } from './authority';
import { belonging } from './belonging';

/** The approvers of a request, as its command takes them. */
export interface Approvers {
  principals: string[];
  /** What goes with the command: those who are known are kept, the others get their principal if it is accepted. */
  naming: Pick<CallerCommand, 'names' | 'newNames' | 'reads'>;
  /**
   * Why they may not approve: told after a replay, so that a repeated call gets its answer, and uses up no key. Asked
   * again of the locked streams: who leaves in that moment is not named.
   */
  refuse(streams: Streams): Problem | undefined;
}

interface Named {
  userId: string;
  principalId: string;
  isNew: boolean;
  isSubject: boolean;
  /** The request says that they do not belong to the company. */
  isOutside: boolean;
}

/** What a route refuses that names approvers. */
export const approverCodes = ['subject-not-a-person', 'approver-unknown', 'approver-not-a-member'] as const;

type Rows = ReadonlyMap<string, ProcessRow>;
/** Streams as they were read, locked or not. */
type Streams = { get(streamId: string): { state: unknown } | undefined };

/** People whom a request names as approvers: each belongs to the company, or is said to be from outside. */
@Injectable()
export class Naming {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
  ) {}

  /** Runs a command that names these approvers, again where somebody else has named one of them meanwhile. */
  by<T>(people: readonly string[], companyId: string, authority: Authority, run: (approvers: Approvers) => Promise<T>): Promise<T> {
    return lookUpAgain(namedMeanwhile, async () => run(await this.find(people, companyId, authority)));
  }

  /**
   * The same for one whom an approver names: a person sees no account of a colleague, and knows their id all the same.
   * In an approval of the platform the rule asks for a role in place of a membership.
   */
  byColleague<T>(
    person: string,
    companyId: string | undefined,
    authority: Authority,
    run: (approvers: Approvers) => Promise<T>,
  ): Promise<T> {
    const ofPlatform = async (): Promise<Approvers> => toApprovers(await this.named([person]), [], () => undefined);
    return lookUpAgain(namedMeanwhile, async () =>
      run(companyId === undefined ? await ofPlatform() : await this.find([person], companyId, authority, true)),
    );
  }

  /** `people`: `user:<id>` or `outside:<id>`, as they have passed their schema. */
  private async find(people: readonly string[], companyId: string, authority: Authority, colleagues = false): Promise<Approvers> {
    const named = await this.named(people);
    const inside = named.filter(({ isOutside }) => !isOutside);
    const streams = inside.flatMap((person) => belonging(this.engine.ids, companyId, person).streamIds);
    const rows = streams.length === 0 ? new Map<string, ProcessRow>() : await readProcesses(this.database, [...new Set(streams)]);
    if ([...rows.values()].some((row) => !processOf(row.type).canRead(row))) throw refusal('newer-release');
    const isStranger = (of: Streams) => (person: Named) => !belonging(this.engine.ids, companyId, person).saidBy(of);
    const isMember = (person: Named) => !isStranger(rows)(person);
    const isUnknown = (person: Named) => !isKnown(person, rows, authority) && !(colleagues && isMember(person));
    const unknown = refuse('approver-unknown', inside, isUnknown);
    const reads = [...new Set(streams)];
    return toApprovers(named, reads, (locked) => unknown ?? refuse('approver-not-a-member', inside, isStranger(locked ?? rows)));
  }

  private async named(people: readonly string[]): Promise<Named[]> {
    const said = people.map((person) => ({ isOutside: person.startsWith('outside:'), namedAs: person.slice(person.indexOf(':') + 1) }));
    const found = await findAllNamed(
      this.database,
      said.map(({ namedAs }) => namedAs),
    );
    const known = new Map(found.map((each) => [each.namedAs, each]));
    return said.map(({ isOutside, namedAs }) => {
      const { userId, principalId, isSubject } = known.get(namedAs)!;
      return { userId, isOutside, isSubject, isNew: principalId === null, principalId: principalId ?? randomUUID() };
    });
  }
}

/**
 * `reads`: the streams that say whether they belong. `problem`: by the locked ones, before these by those seen before.
 */
function toApprovers(named: readonly Named[], reads: readonly string[], problem: (locked?: Streams) => Problem | undefined): Approvers {
  const first = named.some(({ isSubject }) => isSubject) ? { code: 'subject-not-a-person' } : problem();
  return {
    principals: named.map(({ principalId }) => principalId),
    naming: {
      names: named.filter(({ isNew }) => !isNew).map(({ principalId }) => principalId),
      newNames: named.filter(({ isNew }) => isNew),
      reads,
    },
    refuse: (locked) => first ?? problem(locked),
  };
}

function refuse(code: string, people: readonly Named[], isRefused: (person: Named) => boolean): Problem | undefined {
  const unmet = people.filter(isRefused).map(({ userId }) => `user:${userId}`);
  return unmet.length > 0 ? { code, unmet } : undefined;
}

/**
 * Whether the caller knows of such a person: one with an account that they see and that is not gone, or one who was
 * named before. An account of a company that the key is not for does not differ from one that is not there.
 */
function isKnown({ userId, isNew }: Named, rows: Rows, authority: Authority): boolean {
  const account = rows.get(streamIdOf('account', userId));
  if (account) return maySeeRow(authority, account) && standing(account.state as unknown as Account) !== 'gone';
  return !isNew;
}
