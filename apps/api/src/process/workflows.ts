import { Inject, Injectable } from '@nestjs/common';
import type { WorkflowAnswer } from '#contracts';
import { Engine } from '#engine';
import type { Inspection } from '#temporal';
import type { Config } from '../config';
import { refusal } from '../http/refusal';
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
    const inspection = found.status === 'running' ? found : await this.orResting(workflowId, found);
    const { TEMPORAL_UI_URL, TEMPORAL_NAMESPACE } = this.config;
    const ui = TEMPORAL_UI_URL?.replace(/\/+$/, '');
    return {
      workflowId,
      ...inspection,
      ...(ui && { temporalUi: `${ui}/namespaces/${encodeURIComponent(TEMPORAL_NAMESPACE)}/workflows/${workflowId}` }),
    };
  }

  /** A workflow has ended that is not needed now. Its process may have moved since, so the record tells of it. */
  private async orResting(streamId: string, found: Exclude<Inspection, 'no-worker'>): Promise<Exclude<Inspection, 'no-worker'>> {
    const control = await this.engine.showControl(streamId);
    return control?.rests ? { ...found, status: 'resting', inspect: { ...control } } : found;
  }
}
