import type { Client } from '@temporalio/client';
import { pause } from './pause';
import { Pollers } from './release-level';
import { taskQueues } from './task-queues';

/** Our choice: as often as the search attributes are asked for; sooner where nobody has answered. */
const pauseMs = { answered: 15_000, unanswered: 5_000 } as const;
const answerWithinMs = 5_000;

export interface LevelWatchOptions {
  client: Pick<Client, 'options' | 'withDeadline' | 'workflowService'>;
  /** The level of this worker, or of the release that it keeps workflows for. */
  most: number;
  /** Receives the level when it changes. */
  changed?(level: number | undefined): void;
}

/** Watches which level every worker of the workflows can replay, of this release and of others. */
export class LevelWatch {
  private readonly pollers = new Pollers();
  private told: number | undefined | null = null;

  constructor(private readonly options: LevelWatchOptions) {}

  /** Undefined: not known, because Temporal has not answered. */
  level(): number | undefined {
    return this.pollers.level(this.options.most, performance.now());
  }

  /**
   * Asks, and then every few seconds until the signal. A worker polls after the first answer: its first looks need it.
   */
  async begin(signal: AbortSignal): Promise<void> {
    const answered = await this.ask();
    void this.goOn(answered, signal);
  }

  private async goOn(hasAnswer: boolean, signal: AbortSignal): Promise<void> {
    for (let answered = hasAnswer; ; answered = await this.ask()) {
      await pause(answered ? pauseMs.answered : pauseMs.unanswered, signal);
      if (signal.aborted) return;
    }
  }

  /** Asks once, within 5 s. Never rejects: false if there is no answer. */
  async ask(): Promise<boolean> {
    const answer = await identitiesOf(this.options.client).catch(() => undefined);
    if (answer) this.pollers.hear(answer, performance.now());
    this.tell();
    return answer !== undefined;
  }

  private tell(): void {
    const level = this.level();
    if (level === this.told) return;
    this.told = level;
    this.options.changed?.(level);
  }
}

/** Each partition knows its own pollers. @throws when Temporal does not answer in time, or does not tell. */
async function identitiesOf(client: LevelWatchOptions['client']): Promise<string[]> {
  const { namespace } = client.options;
  const service = client.workflowService;
  return client.withDeadline(Date.now() + answerWithinMs, async () => {
    const taskQueue = { name: taskQueues.processes };
    const { workflowTaskQueuePartitions: partitions } = await service.listTaskQueuePartitions({ namespace, taskQueue });
    const answers = await Promise.all(partitions.map(({ key: name }) => service.describeTaskQueue({ namespace, taskQueue: { name } })));
    return answers.flatMap(({ pollers }) => pollers.map(({ identity }) => identity ?? ''));
  });
}
