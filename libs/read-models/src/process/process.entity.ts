import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where does each process stand? One row a stream: its header and its folded state (ids, codes, instants and counts only). */
@Entity({ schema: 'rm', name: 'process' })
export class ProcessEntity {
  @PrimaryColumn({ name: 'stream_id', type: 'text' }) streamId!: string;
  @Column({ type: 'text' }) type!: string;
  @Column({ type: 'uuid' }) id!: string;
  @Column({ type: 'text' }) status!: string;
  @Column({ type: 'int' }) version!: number;
  @Column({ type: 'int' }) revision!: number;
  @Column({ name: 'policy_version', type: 'int' }) policyVersion!: number;
  @Column({ name: 'subject_id', type: 'uuid', nullable: true }) subjectId!: string | null;
  @Column({ name: 'account_id', type: 'uuid', nullable: true }) accountId!: string | null;
  @Column({ name: 'company_id', type: 'uuid', nullable: true }) companyId!: string | null;
  @Column({ type: 'text', nullable: true }) outcome!: string | null;
  @Column({ type: 'jsonb' }) state!: object;
  @Column({ name: 'opened_at', type: 'timestamptz', precision: 3 }) openedAt!: Date;
  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3 }) updatedAt!: Date;
  @Column({ name: 'closed_at', type: 'timestamptz', precision: 3, nullable: true }) closedAt!: Date | null;
}
