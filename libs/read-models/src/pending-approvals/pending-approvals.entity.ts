import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What waits for whom? One row a task that is still waited for: it goes when its slot is filled, its person has decided elsewhere, or the approval is over. */
@Entity({ schema: 'rm', name: 'pending_approvals' })
export class PendingApprovalEntity {
  @PrimaryColumn({ name: 'stream_id', type: 'text' }) streamId!: string;
  @PrimaryColumn({ name: 'task_id', type: 'text' }) taskId!: string;
  @Column({ name: 'approval_id', type: 'uuid' }) approvalId!: string;
  @Column({ type: 'uuid' }) assignee!: string;
  @Column({ name: 'requested_by', type: 'uuid' }) requestedBy!: string;
  @Column({ name: 'due_at', type: 'timestamptz', precision: 3 }) dueAt!: Date;
}
