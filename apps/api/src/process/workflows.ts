import { Inject, Injectable } from '@nestjs/common';
import type { WorkflowAnswer } from '#contracts';
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
  ) {}

  /** @throws Refusal `no-worker` without an answer: no Temporal, no worker, or a slow one */
  async show(workflowId: string): Promise<WorkflowAnswer> {
    const inspection = await this.inspector.inspect(workflowId);
    if (inspection === 'no-worker') throw refusal('no-worker');
    const { TEMPORAL_UI_URL, TEMPORAL_NAMESPACE } = this.config;
    const ui = TEMPORAL_UI_URL?.replace(/\/+$/, '');
    return {
      workflowId,
      ...inspection,
      ...(ui && { temporalUi: `${ui}/namespaces/${encodeURIComponent(TEMPORAL_NAMESPACE)}/workflows/${workflowId}` }),
    };
  }
}
