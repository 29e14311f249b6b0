export { AccountTimelineEntity } from './account-timeline/account-timeline.entity';
export { accountTimelineProjection } from './account-timeline/account-timeline.projection';
export { readTimeline } from './account-timeline/read';
export type { TimelineEntry } from './account-timeline/read';
export { listProcesses, openProcessesOfAccount, readProcess, standings } from './process/list';
export type { ListPosition, ProcessFilter, ProcessRow } from './process/list';
export { ProcessEntity } from './process/process.entity';
export { processProjection } from './process/process.projection';
export { entities, projections } from './all';
