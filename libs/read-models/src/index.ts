export { readTimeline } from './account-timeline/read';
export { listProcesses, openProcessesOfAccount, readProcess, standings } from './process/list';
export type { ListPosition, ProcessRow } from './process/list';
export { entities, projections } from './all';
