import { Inject, Injectable } from '@nestjs/common';
import { withCall } from '#activities';
import type { WorkflowAnswer } from '#contracts';
import { Engine, Unavailable, type Control } from '#engine';
import type { Inspection } from '#temporal';
import type { Config } from '../config';
import { refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { apiConfig, workflowInspector } from '../tokens';

/** Asks a workflow for its state, within three seconds. Never rejects, and works without Temporal. */
export interface WorkflowInspector {
  inspect(workflowId: string): Promise<Inspection>;
}

@Injectable()
export class Workflows {
  constructor(
    @Inject(workflowInspector) private readonly inspector: WorkflowInspector,
    @Inject(apiConfig) private readonly config: Config,
    private readonly engine: Engine,
  ) {}

  /** @throws Refusal `no-worker` without an answer: no Temporal, no worker, or a slow one */
  async show(workflowId: string): Promise<WorkflowAnswer> {
    const found = await this.inspector.inspect(workflowId);
    if (found === 'no-worker') throw refusal('no-worker');
    const control = await this.recorded(workflowId);
    const inspection = withRecord(found, control, workflowId);
    const { TEMPORAL_UI_URL, TEMPORAL_NAMESPACE } = this.config;
    const ui = TEMPORAL_UI_URL?.replace(/\/+$/, '');
    return {
      workflowId,
      ...inspection,
      ...(control && control.owed.length > 0 && { owed: control.owed.map(owedView) }),
      ...(ui && { temporalUi: `${ui}/namespaces/${encodeURIComponent(TEMPORAL_NAMESPACE)}/workflows/${workflowId}` }),
    };
  }

  /**
   * The workflow tells where it has looked last, and the record where its process stands now: that it rests, and how the
   * tries of what it owes go.
   * @returns undefined where there is no process, or one that only a newer release can read
   */
  private async recorded(streamId: string): Promise<Control | undefined> {
    try {
      return await this.engine.showControl(streamId);
    } catch (error) {
      if (error instanceof Unavailable && error.reason !== 'database') return undefined;
      throw error;
    }
  }
}

type Found = Exclude<Inspection, 'no-worker'>;

/** One that is not needed now has ended, or not begun: the record tells of its process. */
function withRecord(found: Found, control: Control | undefined, streamId: string): Found {
  if (control && found.beginsAt !== undefined) return { ...found, inspect: lookOf(control, streamId) };
  return found.status !== 'running' && control?.rests ? { ...found, status: 'resting', inspect: lookOf(control, streamId) } : found;
}

/** The record as a workflow would look at it. */
const lookOf = ({ troubles, ...control }: Control, streamId: string) => ({
  ...control,
  ...(troubles && { troubles: troubles.map((trouble) => withCall(trouble, streamId)) }),
});

const owedView = ({ lastTryAt, nextTryAt, ...owed }: Control['owed'][number]) => ({
  ...owed,
  ...(lastTryAt !== undefined && { lastTryAt: rfc3339(lastTryAt) }),
  ...(nextTryAt !== undefined && { nextTryAt: rfc3339(nextTryAt) }),
});
