import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { codeIn } from '#log';
import type { FastifyRequest } from 'fastify';
import type { Problem } from '#domain';
import { Database } from '#event-store';
import { writeSecurityEntry, type SecurityEntry } from '#iam';
import { actorOf, viaOf, type Authority } from './authority';
import { PartLog } from '../http/log';

const byProof = [
  'assertion-invalid',
  'assertion-replayed',
  'sign-in-too-old',
  'identity-unbound',
  'proof-required',
  'owner-proof-required',
];
/** Refusals by the rights of the caller, and refusals by the facts of the process in the path. */
const byRights: ReadonlySet<string> = new Set([
  'unauthenticated',
  'signature-invalid',
  'forbidden',
  'out-of-scope',
  'person-unknown',
  'account-frozen',
  ...byProof,
]);
const byFacts: ReadonlySet<string> = new Set(['not-an-approver', 'self-approval', 'not-the-requester']);

/** More than the database takes at once: the rest goes to the log instead. */
const underWayMax = 1_000;

/** Who was refused what: random ids and route templates only, kept for at least half a year. */
@Injectable()
export class SecurityLog implements OnApplicationShutdown {
  private readonly log = new PartLog('security');
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly database: Database) {}

  /**
   * Notes a refusal that denies an authority, off the caller's path, so that a hidden process takes no longer than a
   * missing one.
   */
  note(problem: Problem, request: FastifyRequest): void {
    const { code } = problem;
    this.record(code, [request.method, request.routeOptions.url ?? ''], objectOf(problem, request), request.authority);
  }

  /** The same of one process among several that a call names in its body. */
  noteItem({ code, hides }: Problem, { route, id }: { route: readonly string[]; id: string }, authority: Authority): void {
    const object = typeof hides === 'string' ? hides : byFacts.has(code) ? id : undefined;
    this.record(code, route, object, authority);
  }

  private record(code: string, route: readonly string[], object: string | undefined, authority: Authority | undefined): void {
    if (object === undefined && !byRights.has(code)) return;
    const target = [...route, ...(object === undefined ? [] : [object])].join(' ');
    const entry = { what: code, target, principalId: authority && actorOf(authority), via: authority && viaOf(authority) };
    if (this.underWay.size >= underWayMax) return this.tell(entry, 'too many');
    const written = this.write(entry).finally(() => this.underWay.delete(written));
    this.underWay.add(written);
  }

  /** Settles when all refusals so far are written. */
  async settle(): Promise<void> {
    await Promise.all(this.underWay);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.settle();
  }

  private async write(denial: SecurityEntry): Promise<void> {
    try {
      await writeSecurityEntry(this.database, denial);
    } catch (error) {
      this.tell(denial, codeIn(error) ?? 'unknown');
    }
  }

  private tell({ what: code, target, principalId, via }: SecurityEntry, reason: string | number): void {
    this.log.error('a refusal is not in the table of refusals', { code, target, principal: principalId, via, reason: String(reason) });
  }
}

/**
 * The process of a refusal, by its random id; a refusal by facts comes after the path was read, and the process exists.
 */
function objectOf({ code, hides }: Problem, { params }: FastifyRequest): string | undefined {
  if (typeof hides === 'string') return hides;
  return byFacts.has(code) ? (params as { id?: string }).id : undefined;
}
