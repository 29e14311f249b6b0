/** The inbox of each approver: one row for each pending task. */
export const pendingApprovals = `
CREATE TABLE rm.pending_approvals (
  stream_id    text NOT NULL,
  task_id      text NOT NULL,
  approval_id  uuid NOT NULL,
  assignee     uuid NOT NULL,
  requested_by uuid NOT NULL,
  due_at       timestamptz(3) NOT NULL,
  PRIMARY KEY (stream_id, task_id)
);
CREATE INDEX pending_approvals_assignee ON rm.pending_approvals (assignee, due_at, approval_id);
CREATE INDEX pending_approvals_requester ON rm.pending_approvals (requested_by, due_at, approval_id);
CREATE INDEX pending_approvals_due ON rm.pending_approvals (due_at, approval_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON rm.pending_approvals TO tenure_app;
`;
