export { readTimeline } from './account-timeline/read';
export { readBacklog } from './backlog/read';
export { readClaim } from './claims/read';
export { listOperatorTasks, readOperatorTask } from './operator-tasks/list';
export type { OperatorTask } from './operator-tasks/list';
export { listApprovals } from './pending-approvals/list';
export type { ApprovalPosition, ApprovalRow } from './pending-approvals/list';
export {
  listProcesses,
  openProcessesOfAccount,
  readProcess,
  readProcesses,
  readProcessNow,
  registrationsJoining,
  rolesHeldBy,
  standings,
} from './process/list';
export type { ListPosition, ProcessFilter, ProcessRow } from './process/list';
export { concernsCompanies, seenStreams } from './process/seen';
export { projections } from './all';
export { domainShape } from './shape';
