import { Inject, Injectable } from '@nestjs/common';
import { processOf, ruleOf, statesShownAs, type CommandOf, type KnownStateIn, type ProcessType } from '#domain';
import { Database, type ClockMode } from '#event-store';
import { Engine, streamIdOf, type Caller, type CallerCommand, type Json, type ProcessState } from '#engine';
import { listProcesses, readProcess, readProcessNow, type ProcessRow } from '#read-models';
import { isWhileLeaving, maySee, maySeeRow, viewerOf, type Authority } from '../authority/authority';
import type { Call } from '../authority/call';
import { accountTouched, refuseTouched } from '../authority/standing';
import { pageOf } from '../http/page-token';
import { hideProcess, refusal, Refusal } from '../http/refusal';
import { clockMode } from '../tokens';
import { filterOf, listPosition, listPositionOf, type ListQuery } from './lists';
import { listItem, pathOf, processOfRow, processView } from './view';
import { Waiting } from './waiting';

type View = { readonly [key: string]: Json };

/**
 * What goes with a command: values to seal, a one-time code, whom it names, what else is asked under lock (`permit`, of
 * `reads`).
 */
type Beside<P extends ProcessType> = Pick<CallerCommand<P>, 'proof' | 'seal' | 'names' | 'permit' | 'reads'>;
export type BesideOf<P extends ProcessType> = (process: ProcessRow) => Beside<P> | Promise<Beside<P>>;

/** What the answer of a GET tells besides, of other processes that the caller may see. */
export type Join = (found: ProcessState, authority: Authority) => Promise<View>;

/** A command that opens a process, and what goes with it. */
export type Opened<P extends ProcessType> = Pick<CallerCommand<P>, 'command' | 'permit' | 'reads' | 'seal' | 'proof'>;

/**
 * Processes as their callers see them: finds them or refuses with 404, runs commands, waits, and shows them with their
 * ETag.
 */
@Injectable()
export class Processes {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    private readonly waiting: Waiting,
    @Inject(clockMode) private readonly clock: ClockMode,
  ) {}

  /**
   * Where a process stands now.
   * @throws like {@link readVisible}, and Refusal `unavailable` for one that only a newer release can read
   */
  async find<P extends ProcessType>(type: P, id: string, authority: Authority): Promise<ProcessState<KnownStateIn<P>>> {
    const found = await readProcessNow<KnownStateIn<P>>(this.database, streamIdOf(type, id), this.clock);
    const row = visible(streamIdOf(type, id), found?.row, authority);
    processOfRow(row);
    return { ...row, now: this.engine.timeOf(found!.reading) };
  }

  /**
   * @throws Refusal `not-found` for a missing process and for one that the caller may not see: nobody can tell the two
   * apart. Its state may be one that only a newer release can read: {@link find} refuses that.
   */
  async readVisible<P extends ProcessType>(type: P, id: string, authority: Authority): Promise<ProcessRow<KnownStateIn<P>>> {
    return visible(streamIdOf(type, id), await this.readRow(type, id), authority);
  }

  /**
   * A process without a check of rights, for a caller who may see it through another one.
   * @throws as {@link processOfRow}
   */
  async read<P extends ProcessType>(type: P, id: string): Promise<ProcessRow<KnownStateIn<P>> | undefined> {
    const row = await this.readRow(type, id);
    if (row) processOfRow(row);
    return row;
  }

  /** A row is written with the first event of its stream, by the fold of its type. */
  private readRow<P extends ProcessType>(type: P, id: string): Promise<ProcessRow<KnownStateIn<P>> | undefined> {
    return readProcess<KnownStateIn<P>>(this.database, streamIdOf(type, id));
  }

  /** Answers a GET: waits for the end of a passing state if the caller prefers that. */
  async show(type: ProcessType, id: string, call: Call, join: Join = async () => ({})): Promise<View> {
    const found = await this.find(type, id, call.authority);
    const waited = await this.wait(type, id, processOfRow(found).status(found.state), call);
    const shown = waited ? await this.find(type, id, call.authority) : found;
    return { ...(await join(shown, call.authority)), ...this.present(shown, call) };
  }

  /** A page of the processes of a type that this caller sees, newest first. @throws as {@link listPositionOf} */
  async list(type: ProcessType, query: ListQuery, authority: Authority) {
    const filter = filterOf(type, query, authority);
    if (!filter) return { items: [] };
    const asked = { list: type, query };
    const found = await listProcesses(this.database, viewerOf(authority), filter, listPositionOf(asked), query.pageSize + 1);
    return pageOf(found, asked, listItem(authority), listPosition);
  }

  /**
   * Runs a command on an existing process. A caller who may not see it gets 404, before the command, before a replay,
   * and again under lock.
   */
  async run<P extends ProcessType>(
    process: P,
    id: string,
    asked: CommandOf<P> | ((process: ProcessRow) => CommandOf<P>),
    call: Call,
    beside: BesideOf<P> = () => ({}),
  ): Promise<View> {
    return this.runOn(process, await this.readVisible(process, id, call.authority), asked, call, beside);
  }

  /** The same on a process as its caller has just seen it. */
  async runOn<P extends ProcessType>(
    process: P,
    row: ProcessRow,
    asked: CommandOf<P> | ((process: ProcessRow) => CommandOf<P>),
    call: Call,
    beside: BesideOf<P> = () => ({}),
  ): Promise<View> {
    const { id } = row;
    const command = typeof asked === 'function' ? asked(row) : asked;
    // A newer release may have answered this very call: only the engine knows, and refuses where it must decide.
    const { permit: also, ...goesAlong } = processOf(process).canRead(row) ? { ...(await beside(row)), seen: row } : {};
    const seesIt = permitOn(call.authority, streamIdOf(process, id));
    const permit: typeof seesIt = (streams, claims) => seesIt(streams, claims) ?? also?.(streams, claims);
    return this.command<P>({ process, id, command, permit, ...goesAlong }, call);
  }

  /** Opens a process; its id derives from the call. */
  open<P extends ProcessType>(process: P, opened: (id: string) => Opened<P>, call: Call): Promise<View> {
    const id = this.engine.idFor(call.caller, process);
    return this.command<P>({ process, id, ...opened(id) }, call, { opens: true });
  }

  /**
   * Answers a command with the process after it; an opening also with its path. `permit` runs again inside the deciding
   * transaction.
   */
  async command<P extends ProcessType>(command: Omit<CallerCommand<P>, 'caller'>, call: Call, { opens = false } = {}): Promise<View> {
    const { authority } = call;
    const caller = standingOfTouched(command, call);
    const outcome = await this.engine.execute<P>({ ...(opens && { seen: 'absent' }), ...command, caller }, (found) =>
      processView(found, authority),
    );
    const { body, revision } = call.take(outcome);
    const { process, id } = command;
    if (opens) call.showLocation(pathOf(process, id));
    call.showVersion(revision);
    const view = body as View;
    if (!(await this.wait(process, id, view['state'] as string, call))) return view;
    return this.present(await this.find(process, id, authority), call);
  }

  private present(found: ProcessState, call: Call): View {
    call.showVersion(found.revision);
    return processView(found, call.authority);
  }

  /** @returns true if the call waited, so that the state must be read again. As long as what is shown is passing. */
  private async wait(type: ProcessType, id: string, status: string, call: Call): Promise<boolean> {
    const seconds = call.waitSeconds;
    if (seconds === undefined || !this.waiting.hasRoom()) return false;
    call.applyWait(seconds);
    const viewer = viewerOf(call.authority);
    const passing = processOf(type).passing.flatMap((each) => statesShownAs(type, each, viewer));
    if (!passing.includes(status)) return false;
    await this.waiting.until(streamIdOf(type, id), passing, seconds * 1_000, call.gone);
    return true;
  }
}

/** @throws as {@link Processes.readVisible} */
function visible<S extends { status: string }>(streamId: string, row: ProcessRow<S> | undefined, authority: Authority): ProcessRow<S> {
  if (!row) throw refusal('not-found');
  if (!maySeeRow(authority, row)) throw new Refusal(hideProcess(streamId));
  return row;
}

/**
 * D2: a freeze forbids an act on the account that it touches, for every caller; the account is asked under lock. Rights
 * say what is for accounts that leave. A person who acts is asked for their own account already.
 */
function standingOfTouched({ process, command, seen }: Omit<CallerCommand, 'caller'>, { caller }: Call): Caller {
  const account = typeof seen === 'object' ? accountTouched(process, seen.state) : undefined;
  const { right } = ruleOf(process, command.type);
  if (caller.standing || account === undefined || right === undefined || isWhileLeaving(right)) return caller;
  return { ...caller, standing: { streamId: streamIdOf('account', account), refuse: refuseTouched } };
}

/** Object permission by facts; the engine checks it again on the locked streams. */
export const permitOn =
  (authority: Authority, streamId: string): NonNullable<CallerCommand['permit']> =>
  (streams) => {
    const stream = streams.get(streamId);
    if (!stream) return { code: 'not-found' };
    return maySee(authority, stream) ? undefined : hideProcess(streamId);
  };
