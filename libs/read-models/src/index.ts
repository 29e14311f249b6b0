export { listActs } from './approval-inbox/acts';
export { countInbox } from './approval-inbox/counts';
export { listSoonest } from './approval-inbox/soonest';
export type { Waiting } from './approval-inbox/soonest';
export { listTeamOverdue } from './approval-inbox/team';
export type { LateRow, Manager } from './approval-inbox/team';
export { listWaiting } from './approval-inbox/waiting';
export { readTimeline } from './account-timeline/read';
export {
  approvalsConcerned,
  concerningApprovals,
  endLooks,
  leaseApproverChanges,
  noteLook,
  releaseLooks,
} from './approver-changes/changes';
export type { ApproverChange } from './approver-changes/changes';
export { readBacklog } from './backlog/read';
export { listCalendarVersions } from './calendar-versions/list';
export { readClaim, readHolder } from './claims/read';
export { delegationsOf } from './delegations/of-people';
export type { OpenDelegation } from './delegations/of-people';
export { countDelegated, listDelegated } from './approval-inbox/delegated';
export type { Delegator } from './approval-inbox/delegated';
export { whoStandsFor } from './delegations/given';
export { countGiven, delegationsReceived, listDelegations } from './delegations/list';
export { delegationsIn, readApprovalWithDelegations } from './delegations/received';
export type { ApprovalWithDelegations } from './delegations/received';
export { readWithCompanies } from './process/with-companies';
export { listOperatorTasks, readOperatorTask } from './operator-tasks/list';
export type { OperatorTask } from './operator-tasks/list';
export { listApprovals } from './pending-approvals/list';
export type { ApprovalPosition, ApprovalRow } from './pending-approvals/list';
export { findPeople } from './people/find';
export type { FoundPerson } from './people/find';
export { readElapsed } from './registrations/elapsed';
export {
  listProcesses,
  processesFrom,
  processesToCome,
  readProcess,
  readProcesses,
  readProcessNow,
  casesOf,
  registrationsJoining,
  rolesHeldBy,
  standings,
} from './process/list';
export type { ListPosition, ProcessFilter, ProcessRow, RowAbout } from './process/list';
export { documentOfSubject, earlierRegistrations } from './process/earlier';
export type { EarlierRegistration } from './process/earlier';
export { concernsAccount, concernsCompanies, seenStreams } from './process/seen';
export { accountsIn, rolesIn } from './rights/find';
export { approvalsCountedBy, provisionalBy } from './provisional/find';
export type { ProvisionalBy } from './provisional/find';
export { projections } from './all';
export { domainShape } from './shape';
