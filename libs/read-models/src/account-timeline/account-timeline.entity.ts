import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What happened to an account, in order: its own events and those of the processes that are about it. */
@Entity({ schema: 'rm', name: 'account_timeline' })
export class AccountTimelineEntity {
  @PrimaryColumn({ name: 'account_id', type: 'uuid' }) accountId!: string;
  @PrimaryColumn({ name: 'global_pos', type: 'bigint' }) globalPos!: string;
  @Column({ name: 'stream_id', type: 'text' }) streamId!: string;
  @Column({ type: 'int' }) version!: number;
  @Column({ type: 'text' }) type!: string;
  @Column({ type: 'text' }) origin!: string;
  @Column({ type: 'text' }) actor!: string;
  @Column({ type: 'timestamptz', precision: 3 }) at!: Date;
}
