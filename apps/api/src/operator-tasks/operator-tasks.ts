import { Inject, Injectable } from '@nestjs/common';
import type { Problem } from '#domain';
import { Engine, partsOf, type CallerCommand, type Json } from '#engine';
import { Database, lockTask, resolveTask, type Tx } from '#event-store';
import { writeSecurityEntry } from '#iam';
import { listOperatorTasks, readOperatorTask, type OperatorTask } from '#read-models';
import { actorOf, mayCommand, permissions, type Authority } from '../authority/authority';
import type { Call } from '../authority/call';
import { refusal, Refusal } from '../http/refusal';
import { tryActivitiesNow } from '../tokens';
import { canBeTried, endsWithItsTrouble, goesOnOf, goesOnUntried, orderedAgainBy } from './going-on';
import { taskView } from './task-view';

/** Temporal has activities that wait between two tries: asks it to try them now. Never rejects. */
export type TryActivities = (workflowId: string) => Promise<void>;

/** What operators do about their tasks; each act is in the security log. */
@Injectable()
export class OperatorTasks {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    @Inject(tryActivitiesNow) private readonly tryActivities: TryActivities,
  ) {}

  list(...asked: Parameters<typeof listOperatorTasks> extends [unknown, ...infer Rest] ? Rest : never): Promise<OperatorTask[]> {
    return listOperatorTasks(this.database, ...asked);
  }

  /** @throws Refusal `not-found` */
  async find(taskId: string): Promise<OperatorTask> {
    const task = await readOperatorTask(this.database, taskId);
    if (!task) throw refusal('not-found');
    return task;
  }

  /** Resolves a task that does not end by itself, or whose end the operator does not wait for. */
  async resolve(taskId: string, decision: string, call: Call): Promise<Json> {
    await this.find(taskId);
    const by = actorOf(call.authority);
    const outcome = await this.engine.executeWithoutStream(call.caller, async (tx) => {
      const task = await lockedTask(tx, taskId);
      const isRepeated = task.decidedBy === by && task.decision === decision;
      if (isRepeated) return { ok: true, body: taskView(task) };
      if (task.resolvedAt !== null) return { ok: false, problem: { code: 'task-resolved' } };
      if (endsWithItsTrouble(task)) return { ok: false, problem: withCure('task-ends-with-its-trouble', task) };
      await resolveTask(tx, taskId, { by, decision });
      await writeAct(tx, 'operator-task-resolved', taskId, call);
      return { ok: true, body: taskView((await readOperatorTask(tx, taskId))!) };
    });
    return call.take(outcome).body;
  }

  /** Tries at once what the task is about, or orders again what was refused. */
  async retry(taskId: string, call: Call): Promise<Json> {
    const task = await this.find(taskId);
    const again = orderedAgainBy(task);
    return again ? this.orderAgain(task, again, call) : this.tryNow(task, call);
  }

  private async tryNow(task: OperatorTask, call: Call): Promise<Json> {
    const { taskId, streamId } = task;
    const outcome = await this.engine.tryNow(call.caller, task, async (tx, tryIt) => {
      if (!canBeTried(task)) return { ok: false, problem: withCure('task-not-retryable', task) };
      const { effects, deadlines } = await tryIt();
      // The stream is locked by now. A refusal that is thrown takes back what was lifted.
      if ((await lockedTask(tx, taskId)).resolvedAt !== null) throw refusal('task-resolved');
      if (effects.length + deadlines.length > 0) {
        await writeAct(tx, 'operator-task-retried', taskId, call);
        return { ok: true, body: { taskId, process: { ...partsOf(streamId) }, effects, deadlines } };
      }
      const instead = goesOnUntried(task);
      if (instead !== undefined) return { ok: false, problem: { code: 'task-not-retryable', goesOn: instead } };
      await resolveTask(tx, taskId);
      return { ok: false, problem: { code: 'task-resolved' } };
    });
    const { body } = call.take(outcome);
    void this.tryActivities(streamId);
    return body;
  }

  private async orderAgain(task: OperatorTask, again: NonNullable<ReturnType<typeof orderedAgainBy>>, call: Call): Promise<Json> {
    const { process, command } = again;
    refuseUnlessMay(call.authority, process, command.type);
    const { taskId, streamId } = task;
    const answer = { taskId, process: { ...partsOf(streamId) }, effects: [], deadlines: [], command: command.type };
    const alongside = (tx: Tx) => writeAct(tx, 'operator-task-retried', taskId, call);
    const outcome = await this.engine.execute({ ...again, caller: call.caller, alongside } as CallerCommand, () => answer);
    return call.take(outcome).body;
  }
}

/** @throws Refusal `not-found` if it was deleted meanwhile */
async function lockedTask(tx: Tx, taskId: string): Promise<OperatorTask> {
  const task = (await lockTask(tx, taskId)) && (await readOperatorTask(tx, taskId));
  if (!task) throw refusal('not-found');
  return task;
}

const withCure = (code: 'task-ends-with-its-trouble' | 'task-not-retryable', task: OperatorTask): Problem => {
  const goesOn = goesOnOf(task);
  return { code, ...(goesOn !== undefined && { goesOn }) };
};

/** The key of a task is not the key to the command. @throws Refusal `forbidden` */
function refuseUnlessMay(authority: Authority, process: 'deregistration' | 'registration', command: string): void {
  if (mayCommand(authority, process, command)) return;
  const { roles, scope } = permissions[process === 'deregistration' ? 'retryPurgeStep' : 'retryDirectoryRemoval'];
  throw new Refusal({ code: 'forbidden', required: { roles, scope, forPeople: false } });
}

const writeAct = (tx: Tx, what: string, taskId: string, { authority }: Call) =>
  writeSecurityEntry(tx, { what, target: taskId, principalId: actorOf(authority) });
