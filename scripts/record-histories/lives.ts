import type { Client } from '@temporalio/client';
import { madeUpPhone } from '#journey';
import { taskQueues } from '#temporal';
import type { Recorder } from './recorder';
import { hasLooked, hasRung, isOver, type Stage } from './stage';

interface Process {
  id: string;
  state: string;
}
interface Leaver {
  phone: string;
  /** Its name in the journey. */
  name: string;
  /** Workflow ids. */
  account: string;
  deregistration: string;
}

const daySeconds = 86_400;
const wakesUntilContinued = 600;

/** Accounts and their ends, for a few people at once; each phase is kept when it is reached. */
export class Lives {
  private readonly client: Client;
  private readonly recorder: Recorder;

  constructor(private readonly stage: Stage) {
    ({ client: this.client, recorder: this.recorder } = stage);
  }

  async run(): Promise<void> {
    const grower = await this.takeIn('grower');
    await this.recorder.keep('account-young', grower);
    await this.skipAhead(await this.takeIn('skipper'));
    // One after the other: each has alarms of its own, a moment apart.
    const returner = await this.leave('returner');
    const leaver = await this.leave('leaver');
    const resetLeaver = await this.leave('reset leaver');
    await this.recorder.keep('account-frozen', returner.account);
    await this.recorder.keep('deregistration-cooling-off', returner.deregistration);

    await this.remind(returner);
    await this.comeBack(returner);
    await this.reset(resetLeaver);
    await this.purge(leaver);
    await this.beginAgain(grower, returner);
    await this.stage.advance('P15D');
    await this.recorder.keep('deregistration-closed', leaver.deregistration, { enough: isOver });
    await this.recorder.keep('deregistration-reset', resetLeaver.deregistration, { enough: isOver });
    await this.continueAsNew(await this.takeIn('runner'));
  }

  /**
   * A clock moved to a deadline wakes the process itself. Here the last seconds pass instead, so that the alarm fires.
   */
  private async remind({ deregistration }: Leaver): Promise<void> {
    await this.stage.advance('P6DT23H59M50S');
    await this.client.workflow.getHandle(deregistration).signal('ClockAdvanced');
    await this.recorder.keep('deregistration-reminded', deregistration, { enough: hasRung });
  }

  private async comeBack({ phone, name, account, deregistration }: Leaver): Promise<void> {
    await this.stage.advance('P2D');
    await this.stage.journey.take({ step: 'undoDeregistration', deregistration: name, phone });
    await this.recorder.keep('deregistration-undone', deregistration, { enough: isOver });
    await this.recorder.keep('account-freed', account);
  }

  /** The first holder of data is away for a while, another refuses its step until an operator retries it. */
  private async purge({ account, deregistration }: Leaver): Promise<void> {
    await this.stage.breaks('revokeSessions', { mode: 'unavailable', times: 2 });
    await this.stage.breaks('refundWallet', { mode: 'refuse', reason: 'open-dispute' });
    await this.stage.advance('P6D');
    await this.recorder.keep('deregistration-blocked', deregistration);
    await this.stage.mends();
    for (const { ref, process } of await this.blockedSteps()) await this.retry(process.id, ref);
    await this.recorder.keep('deregistration-retained', deregistration);
    await this.recorder.keep('account-purged', account, { enough: isOver });
  }

  private async retry(id: string, step: string): Promise<void> {
    await this.stage.post(`/v1/deregistrations/${id}/steps/${step}/retry`);
    await this.stage.until(`/v1/deregistrations/${id}`, 'retained');
  }

  private async reset({ deregistration: workflowId }: Leaver): Promise<void> {
    const { workflowService, options } = this.client;
    const { events } = await this.client.workflow.getHandle(workflowId).fetchHistory();
    const firstTaskDone = events!.find(({ workflowTaskCompletedEventAttributes: done }) => done)!.eventId!;
    await workflowService.resetWorkflowExecution({
      namespace: options.namespace,
      workflowExecution: { workflowId },
      workflowTaskFinishEventId: firstTaskDone,
      reason: 'recorded',
      requestId: workflowId,
    });
  }

  private async beginAgain(grower: string, returner: Leaver): Promise<void> {
    const { runId } = await this.client.workflow.getHandle(grower).describe();
    await this.client.workflow.getHandle(grower).terminate('recorded');
    await this.recorder.keep('account-terminated', grower, { runId });
    await this.stage.advance('P17D');
    await this.recorder.keep('account-begun-again', grower);
    await this.recorder.keep('account-grown', returner.account);
  }

  /** Signals that change nothing, until the run continues as new. */
  private async continueAsNew(workflowId: string): Promise<void> {
    await this.begin(workflowId);
    const handle = this.client.workflow.getHandle(workflowId);
    const { runId } = await handle.describe();
    for (let wakes = 0; (await handle.describe()).runId === runId; wakes++) {
      if (wakes === wakesUntilContinued) throw new Error(`${workflowId} did not continue as new after ${wakes} wakes`);
      await handle.signal('SomethingHappened');
      // Answered when the signal has been handled: two at once would be one wake.
      await handle.query('inspect');
    }
    await this.recorder.keep('account-until-continued', workflowId, { runId });
    await this.recorder.keep('account-continued', workflowId);
  }

  /** Only Temporal's clock of this workflow moves: its alarm fires days too early, and is refused. */
  private async skipAhead(workflowId: string): Promise<void> {
    await this.begin(workflowId);
    await this.recorder.atRest(workflowId, { enough: hasLooked });
    const { workflowService, options } = this.client;
    await workflowService.updateWorkflowExecutionOptions({
      namespace: options.namespace,
      workflowExecution: { workflowId },
      workflowExecutionOptions: {
        timeSkippingConfig: { enabled: true, fastForwardConfig: { id: 'skip', duration: { seconds: (9 * daySeconds) as never } } },
      },
      updateMask: { paths: ['time_skipping_config'] },
    });
    await this.recorder.keep('account-skipped', workflowId, { enough: hasRung });
  }

  /** As a signal of Tenure does: a workflow that begins late has no alarm before. */
  private async begin(workflowId: string): Promise<void> {
    const options = { workflowId, taskQueue: taskQueues.processes, signal: 'SomethingHappened', signalArgs: [], args: [] };
    await this.client.workflow.signalWithStart(workflowId.slice(0, workflowId.indexOf(':')), options);
  }

  private async takeIn(account: string, phone = madeUpPhone()): Promise<string> {
    await this.stage.journey.take({ step: 'takeInAccount', account, phone, fullName: 'Recorded Person' });
    return `account:${this.stage.journey.id('account', account)}`;
  }

  private async leave(name: string): Promise<Leaver> {
    const phone = madeUpPhone();
    const account = await this.takeIn(name, phone);
    await this.stage.journey.take({ step: 'requestDeregistration', account: name, deregistration: name });
    return { phone, name, account, deregistration: `deregistration:${this.stage.journey.id('deregistration', name)}` };
  }

  private async blockedSteps() {
    const { body } = await this.stage.api.get<{ items: { kind: string; ref: string; process: Process }[] }>('/v1/operator-tasks');
    return body.items.filter(({ kind }) => kind === 'purge-blocked');
  }
}
