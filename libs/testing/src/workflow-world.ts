import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle, WorkflowHandleWithSignaledRunId } from '@temporalio/client';
import type { DataHolders, Ports } from '#providers';
import { searchAttributes, type SearchAttributeName } from '#search-attributes';
import { freshNamespace } from './namespace';
import { ScriptedProcess, type Script } from './scripted-process';
import { skipTime } from './skip-time';
import { temporalAddress, testStack } from './stack';

export interface WorkflowWorld {
  client: Client;
  namespace: string;
  /** Stands for every provider; a test may replace it. */
  holders: DataHolders;
  /** The level that every worker can replay, as looks say it; undefined: not known. */
  level: number | undefined;
  /** A process that exists, without a workflow yet. */
  process(type: string, script: Script): ScriptedProcess;
  /** Acts as the signaller: signals, and starts a missing workflow. */
  wake(process: ScriptedProcess, reason?: string): Promise<WorkflowHandleWithSignaledRunId>;
  /** Moves Temporal's clock of this workflow, and the process's own by the same time. */
  skip(process: ScriptedProcess, ms: number): Promise<void>;
  /** Causes of failed workflow tasks, except the two of signals that race a closing workflow. */
  taskFailures(handle: WorkflowHandle): Promise<number[]>;
  close(): Promise<void>;
}

const allAttributes = new Set(Object.keys(searchAttributes) as SearchAttributeName[]);

/** As Temporal numbers them: UNHANDLED_COMMAND, FORCE_CLOSE_COMMAND. */
const harmless = [1, 17];

/**
 * The product's workflows and activities on the Temporal server of this run, in a namespace of their own, with scripted
 * processes. `known`: the search attributes that count as known; all of them if it is not named.
 */
export async function workflowWorld(known: () => ReadonlySet<SearchAttributeName> = () => allAttributes): Promise<WorkflowWorld> {
  // Only here, so that pure tests do not load Temporal's native library.
  const [
    { Client, Connection },
    { DefaultLogger, NativeConnection, Runtime, Worker },
    { createActivities, ownLevel },
    { identityOf, taskQueues, workflowBundle },
  ] = await Promise.all([import('@temporalio/client'), import('@temporalio/worker'), import('#activities'), import('#temporal')]);
  // Tests fail things on purpose: they check the result, not the log.
  Runtime.install({ shutdownSignals: [], logger: new DefaultLogger('ERROR', () => undefined) });
  const address = temporalAddress();
  const [namespace, bundle, connection, native] = await Promise.all([
    freshNamespace(),
    workflowBundle(testStack().cacheFolder),
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  const client = new Client({ connection, namespace });
  const processes = new Map<string, ScriptedProcess>();
  const ofEffect = (effectId: string) => processes.get(effectId.split(':').slice(0, 2).join(':'));
  const engine = {
    readControl: async (streamId: string) => processes.get(streamId)?.look(),
    fireDeadline: async (streamId: string, command: string) => processes.get(streamId)?.elapse(command),
    raiseOperatorTask: async (streamId: string, _kind: string, ref: string) => processes.get(streamId)?.raise(ref),
    begin: async (effectId: string, kind: string) => ofEffect(effectId)?.begin(effectId, kind) ?? ('not-owed' as const),
    finish: async (effectId: string) => ofEffect(effectId)?.finish(effectId),
    fail: async (effectId: string) => ofEffect(effectId)?.finish(effectId),
    release: async () => undefined,
    postpone: async () => undefined,
  };
  const world: WorkflowWorld = {
    client,
    namespace,
    holders: { purge: async () => ({ items: 1 }) },
    level: ownLevel,
    process(type, script) {
      const process = new ScriptedProcess(`${type}:${randomUUID()}`, script);
      processes.set(process.streamId, process);
      return process;
    },
    wake: (process, reason = 'SomethingHappened') => {
      const options = { workflowId: process.streamId, taskQueue: taskQueues.processes, signal: reason, signalArgs: [], args: [] };
      return client.workflow.signalWithStart(process.streamId.split(':')[0]!, options);
    },
    async skip(process, ms) {
      process.offsetMs += ms;
      await skipTime(client, process.streamId, ms);
    },
    async taskFailures(handle) {
      const { events } = await handle.fetchHistory();
      const causes = (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) => (failed ? [failed.cause!] : []));
      return causes.filter((cause) => !harmless.includes(cause));
    },
    async close() {
      for (const worker of workers) worker.shutdown();
      await Promise.all(runs);
      await native.close();
      await connection.close();
    },
  };
  const sealed = { phone: 'a number', name: 'a name', identity: '{}' };
  const gone = async () => ({ rows: 1 });
  const vault = { open: async () => sealed, insert: async () => undefined, erase: gone, forget: gone };
  // Effects that the scripts of the tests use.
  const ports: Partial<Ports> = {
    messaging: { send: async () => undefined },
    dataHolders: { purge: (request) => world.holders.purge(request) },
    identityRegistry: { check: async () => 'confirmed' },
    directory: { addEntry: async () => 'made', updateEntry: async () => undefined, removeEntry: async () => undefined },
  };
  const { control, effects } = createActivities(
    {
      engine: {
        ...engine,
        ids: {} as never,
        hold: async () => undefined,
        read: async () => undefined,
        readAll: async () => new Map(),
        sendFromEffect: async () => undefined,
      },
      rolesOf: async () => [],
      documentOf: async () => undefined,
      registrationsJoining: async () => [],
      casesOf: async () => [],
      rights: { accounts: () => Promise.resolve([]), roles: () => Promise.resolve([]) },
      transaction: (work) => work({ query: async () => [] }),
      vault,
      ...(ports as Ports),
    },
    { knownAttributes: known, level: () => world.level },
  );
  const common = { connection: native, namespace, identity: identityOf(ownLevel) };
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: taskQueues.processes,
      workflowBundle: bundle,
      activities: control,
      enableNonLocalActivities: false,
    }),
    Worker.create({ ...common, taskQueue: taskQueues.effects, activities: effects }),
  ]);
  const runs = workers.map((worker) => worker.run());
  return world;
}
