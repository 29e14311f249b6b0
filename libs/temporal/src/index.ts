export { connectWithRetry, openTemporal } from './connection';
export { inspectWorkflow } from './inspect-workflow';
export type { Inspection } from './inspect-workflow';
export { isWorkflowRunning } from './is-workflow-running';
export { runningWorkflows } from './running-workflows';
export { createSignaller, signalIfRunning } from './signaller';
export type { Signal, SignallerOptions } from './signaller';
export { taskQueues } from './task-queues';
export { workflowBundle } from './workflow-bundle';
