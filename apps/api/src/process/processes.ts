import { Injectable } from '@nestjs/common';
import { processOf, processUnder, type CommandOf, type ProcessType } from '#domain';
import { Database } from '#event-store';
import { Engine, streamIdOf, type CallerCommand, type Json, type Snapshot } from '#engine';
import { readProcess, type ProcessRow } from '#read-models';
import { maySee, type Authority } from '../authority/authority';
import type { Call } from '../authority/call';
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
  async show(type: ProcessType, id: string, call: Call): Promise<View> {
    const snapshot = await this.find(type, id, call.authority);
    const waited = await this.wait(type, id, processUnder(type, snapshot.policyVersion).status(snapshot.state), call);
    return this.shown(waited ? await this.find(type, id, call.authority) : snapshot, call);
  }

  /** Answers a command with the process it leaves behind. Opening one tells where it lives. `permit` runs again inside the deciding transaction. */
  async command<P extends ProcessType>(command: Omit<CallerCommand<P>, 'caller'>, call: Call, { opens = false } = {}): Promise<View> {
    const { authority, caller } = call;
    const outcome = await this.engine.execute<P>({ ...command, caller }, (snapshot) => processView(snapshot, authority));
    const { body, revision } = call.take(outcome);
    const { process, id } = command;
    if (opens) call.showLocation(pathOf(process, id));
    call.showVersion(revision);
    const view = body as View;
    if (!(await this.wait(process, id, view['state'] as string, call))) return view;
    return this.shown(await this.find(process, id, authority), call);
  }

  /** Answers a command that needs no more than its route says, on a process that is there. @throws like {@link seen} */
  async run<P extends ProcessType>(process: P, id: string, command: CommandOf<P>, call: Call): Promise<View> {
    const { authority } = call;
    await this.seen(process, id, authority);
    return this.command<P>({ process, id, command, permit: permitOn(authority, streamIdOf(process, id)) }, call);
  }

  private shown(snapshot: Snapshot, call: Call): View {
    call.showVersion(snapshot.revision);
    return processView(snapshot, call.authority);
  }

  /** @returns whether the call waited, so that the state must be read again. */
  private async wait(type: ProcessType, id: string, status: string, call: Call): Promise<boolean> {
    const seconds = call.waitSeconds;
    if (seconds === undefined || !this.waiting.hasRoom()) return false;
    call.applyWait(seconds);
    const { passing } = processOf(type);
    if (!passing.includes(status)) return false;
    await this.waiting.until(streamIdOf(type, id), passing, seconds * 1_000, call.gone);
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
