export { readTimeline } from './account-timeline/read';
export { readBacklog } from './backlog/read';
export { readClaim } from './claims/read';
export { listOperatorTasks } from './operator-tasks/list';
export { listApprovals } from './pending-approvals/list';
export type { ApprovalPosition, ApprovalRow } from './pending-approvals/list';
export { listProcesses, openProcessesOfAccount, readProcess, readProcesses, registrationsJoining, standings } from './process/list';
export type { ListPosition, ProcessFilter, ProcessRow } from './process/list';
export { projections } from './all';
