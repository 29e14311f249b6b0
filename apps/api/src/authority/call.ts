import { problemEntry } from '#contracts';
import type { Caller, Json, Once, Outcome } from '#engine';
import { etagOf } from '../http/preferences';
import { refusal, Refusal } from '../http/refusal';
import type { Authority } from './authority';

const replayedHeader = 'idempotency-replayed';

/** What the edge reads of a request, each when a route first needs it. */
export interface Edge {
  /** @throws on a public route, which has no caller: a bug. */
  authority(): Authority;
  /** @throws Refusal `if-match-invalid` */
  caller(): Caller;
  waitSeconds(): number | undefined;
  traceId(): string;
  gone(): AbortSignal;
}

/**
 * One call: the caller, the person, what makes it repeatable, and how long the caller waits. Collects the headers of
 * its answer.
 */
export class Call {
  readonly headers: Record<string, string> = {};
  private known: { caller?: Caller; gone?: AbortSignal } = {};

  constructor(private readonly edge: Edge) {}

  /** Whether the answer is the recorded one of an earlier call, maybe a newer program's. */
  get replays(): boolean {
    return replayedHeader in this.headers;
  }

  get authority(): Authority {
    return this.edge.authority();
  }

  /** The call of a command, as the engine knows it. @throws Refusal `if-match-invalid` */
  get caller(): Caller {
    return (this.known.caller ??= this.edge.caller());
  }

  /** A part of this call with a key of its own: it runs once however often the call is sent. Nobody waits for it. */
  partAs(caller: Caller): Call {
    const { edge } = this;
    return new Call({
      authority: () => edge.authority(),
      caller: () => caller,
      waitSeconds: () => undefined,
      traceId: () => edge.traceId(),
      gone: () => edge.gone(),
    });
  }

  /** Says in the record that a code made known who acts, where a key alone brings the call. */
  actsByCode(): void {
    const { actor, ...caller } = this.caller;
    if (actor.authn === 'api-key') this.known.caller = { ...caller, actor: { ...actor, authn: 'phone-code' } };
  }

  /** What the act of this call uses up in its transaction. */
  usesUp(once: Once): void {
    this.known.caller = { ...this.caller, once };
  }

  /** Names the call in logs and answers. */
  get traceId(): string {
    return this.edge.traceId();
  }

  /** Says whether all of the answer was recorded by an earlier call. */
  showReplayed(replayed: boolean): void {
    if (replayed) this.headers[replayedHeader] = 'true';
    else delete this.headers[replayedHeader];
  }

  /** How long the caller would wait for a change; undefined if not at all. */
  get waitSeconds(): number | undefined {
    return this.edge.waitSeconds();
  }

  /** Aborted when the connection closes: nobody waits for the answer any more. */
  get gone(): AbortSignal {
    return (this.known.gone ??= this.edge.gone());
  }

  /** Says in the answer that the preference to wait was applied. */
  applyWait(seconds: number): void {
    this.headers['preference-applied'] = `wait=${seconds}`;
  }

  /** Says which version of the process the answer shows. */
  showVersion(revision: number): void {
    this.headers['etag'] = etagOf(revision);
  }

  /** Names the content of an answer that is of no one process. */
  showTag(tag: string): void {
    this.headers['etag'] = `"${tag}"`;
  }

  /** Says where the opened process is. */
  showLocation(path: string): void {
    this.headers['location'] = path;
  }

  /**
   * The answer that the engine recorded for this call.
   * @throws Refusal with the recorded problem and the trace of the first call; `newer-release` where only a newer
   * program knows the code of the problem
   */
  take({ answer, replayed }: Outcome): { revision: number; body: Json } {
    if (replayed && !answer.ok && !problemEntry(answer.problem.code)) throw refusal('newer-release');
    if (replayed) this.headers[replayedHeader] = 'true';
    if (!answer.ok) throw new Refusal(answer.problem, answer.traceId);
    return answer;
  }
}
