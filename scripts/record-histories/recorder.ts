import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { repositoryRoot } from '#stack';

export type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;

export interface Phase {
  runId?: string;
  enough?: (history: History) => boolean;
  /** It rests while an effect is performed whose end is not known yet. */
  performing?: boolean;
}

const restsWithinMs = 30_000;
const lookEveryMs = 50;
/** The code of gRPC. */
const notFound = 5;
const plainBytesMax = 150_000;

/** Keeps histories in the JSON that Temporal's own programs read and write, one event a line. */
export class Recorder {
  private readonly files = new Map<string, string | Buffer>();

  /** @throws if the folder exists: a recording is never overwritten. */
  constructor(
    private readonly client: Client,
    private readonly folder: string,
  ) {
    if (existsSync(folder)) throw new Error(`${folder} exists already: a release is recorded once`);
  }

  /** Writes all histories: a release is recorded as a whole or not at all. */
  write(): void {
    mkdirSync(this.folder);
    for (const [name, content] of this.files) writeFileSync(join(this.folder, name), content);
  }

  /**
   * Waits until the run rests and `enough` has happened, and keeps it. @throws after 30 s, or if the history names this
   * machine.
   */
  async keep(name: string, workflowId: string, phase: Phase = {}) {
    const history = await this.atRest(workflowId, phase);
    const text = readable(history);
    if (text.length <= plainBytesMax) this.files.set(`${name}.json`, text);
    else this.files.set(`${name}.json.gz`, gzipSync(text, { level: 9 }));
    console.log(`${name}: ${history.events!.length} events, ${Math.ceil(text.length / 1_000)} kB`);
  }

  /** @throws if it has not started, or does not rest with enough in it, within 30 s. */
  async atRest(workflowId: string, { runId, enough = () => true, performing = false }: Phase = {}): Promise<History> {
    const handle = this.client.workflow.getHandle(workflowId, runId);
    for (const deadline = Date.now() + restsWithinMs; Date.now() < deadline; await delay(lookEveryMs)) {
      const history = await handle.fetchHistory().catch(undefinedIfNotStarted);
      if (!history || !enough(history)) continue;
      const { raw, status, historyLength } = await handle.describe();
      if (historyLength !== history.events!.length) continue;
      // An effect that a callback has answered may still be under way as an activity, and then stays behind.
      if (status.name === 'COMPLETED') return history;
      const performs = (raw.pendingActivities?.length ?? 0) > 0;
      if (!raw.pendingWorkflowTask && performs === performing) return history;
    }
    throw new Error(`${workflowId} does not come to rest`);
  }
}

function undefinedIfNotStarted(error: unknown): undefined {
  const isMissing = error instanceof WorkflowNotFoundError || (error as { code?: unknown }).code === notFound;
  if (!isMissing) throw error;
}

function readable(history: History): string {
  const { events } = JSON.parse(historyToJSON(history), impersonal) as { events: unknown[] };
  const text = `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
  const telling = [`@${hostname()}`, repositoryRoot].filter((word) => text.includes(word));
  if (telling.length > 0)
    throw new Error(`the history of ${String(history.events![0]?.eventTime?.seconds)} tells of this machine: ${telling.join(', ')}`);
  return text;
}

/** The poller with its process and machine, and file names in stack traces: a replay needs none of them. */
function impersonal(key: string, value: unknown): unknown {
  if (typeof value === 'string' && /identity$/i.test(key) && value !== '') return value.includes('@') ? 'worker' : value;
  if (key === 'stackTrace') return '';
  if (isStickyQueue(value)) return { ...value, name: 'sticky' };
  return value;
}

const isStickyQueue = (value: unknown): value is { kind: string } =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'TASK_QUEUE_KIND_STICKY';
