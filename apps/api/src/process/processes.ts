import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { processOf, type ProcessType } from '#domain';
import { Database } from '#event-store';
import { Engine, streamIdOf, type Caller, type CallerCommand, type Json, type Outcome, type Snapshot } from '#engine';
import { readProcess, type ProcessRow } from '#read-models';
import { maySee, type Authority } from '../authority/authority';
import { authorityOf, Callers } from '../authority/callers';
import { etagOf, waitSeconds } from '../http/preferences';
import { hidden, refusal, Refusal } from '../http/refusal';
import { pathOf, processView } from './view';
import { Waiting } from './waiting';

type View = { readonly [key: string]: Json };

/** One process after the other as its callers see it: found or 404, commanded, waited for, and told with its ETag. */
@Injectable()
export class Processes {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    private readonly callers: Callers,
    private readonly waiting: Waiting,
  ) {}

  /** Where a process stands now. @throws like {@link seen} */
  async find(type: ProcessType, id: string, authority: Authority): Promise<Snapshot> {
    const [row, now] = await Promise.all([this.seen(type, id, authority), this.engine.now()]);
    return { ...row, now };
  }

  /** @throws Refusal `not-found` for one that is not there and for one that the caller may not see: nobody can tell the two apart. */
  async seen(type: ProcessType, id: string, authority: Authority): Promise<ProcessRow> {
    const streamId = streamIdOf(type, id);
    const row = await readProcess(this.database, streamId);
    if (!row) throw refusal('not-found');
    if (!maySee(authority, row)) throw new Refusal(hidden(streamId));
    return row;
  }

  /** Answers a GET: the representation, after a wait where one is asked for and the state is a passing one. */
  async show(type: ProcessType, id: string, request: FastifyRequest, reply: FastifyReply): Promise<View> {
    const authority = authorityOf(request);
    const snapshot = await this.find(type, id, authority);
    const waited = await this.wait(type, id, processOf(type).status(snapshot.state), request, reply);
    const told = waited ? await this.find(type, id, authority) : snapshot;
    reply.header('etag', etagOf(told.revision));
    return processView(told, authority);
  }

  /** Answers a command with the process it leaves behind. Opening one tells where it lives. `permit` runs again inside the deciding transaction. */
  async command<P extends ProcessType>(
    command: Omit<CallerCommand<P>, 'caller'>,
    caller: Caller,
    { request, reply, opens = false }: { request: FastifyRequest; reply: FastifyReply; opens?: boolean },
  ): Promise<View> {
    const authority = authorityOf(request);
    const outcome = await this.engine.execute<P>({ ...command, caller }, (snapshot) => processView(snapshot, authority));
    const { body, revision } = acceptedOf(outcome, reply);
    const { process, id } = command;
    if (opens) reply.header('location', pathOf(process, id));
    reply.header('etag', etagOf(revision));
    const view = body as View;
    if (!(await this.wait(process, id, view['state'] as string, request, reply))) return view;
    const snapshot = await this.find(process, id, authority);
    reply.header('etag', etagOf(snapshot.revision));
    return processView(snapshot, authority);
  }

  caller(request: FastifyRequest): Caller {
    return this.callers.of(request);
  }

  /** @returns whether somebody waited, so that the state must be read again. */
  private async wait(type: ProcessType, id: string, status: string, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const seconds = waitSeconds(request.headers.prefer);
    if (seconds === undefined || !this.waiting.hasRoom()) return false;
    reply.header('preference-applied', `wait=${seconds}`);
    const { passing } = processOf(type);
    if (!passing.includes(status)) return false;
    const gone = new AbortController();
    const onClose = () => gone.abort();
    reply.raw.once('close', onClose);
    await this.waiting.until(streamIdOf(type, id), passing, seconds * 1_000, gone.signal);
    reply.raw.off('close', onClose);
    return true;
  }
}

/** Object permission by facts, for the engine to ask again on the locked streams. */
export const permitOn =
  (authority: Authority, streamId: string): NonNullable<CallerCommand['permit']> =>
  (streams) => {
    const stream = streams.get(streamId);
    if (!stream) return { code: 'not-found' };
    return maySee(authority, stream) ? undefined : hidden(streamId);
  };

/** What was recorded for this call. Its refusal leaves as the problem it was, with the trace of the first call. */
export function acceptedOf({ answer, replayed }: Outcome, reply: FastifyReply): { revision: number; body: Json } {
  if (replayed) reply.header('idempotency-replayed', 'true');
  if (!answer.ok) throw new Refusal(answer.problem, answer.traceId);
  return answer;
}
