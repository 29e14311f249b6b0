import type { Projected, Projection } from '#event-store';
import { ProcessEntity } from './process.entity';

const rowOf = ({ head, status, outcome, state }: Projected): ProcessEntity => ({
  streamId: head.streamId,
  type: head.type,
  id: head.streamId.slice(head.type.length + 1),
  status,
  version: head.version,
  revision: head.revision,
  policyVersion: head.policyVersion,
  subjectId: head.subjectId,
  accountId: head.accountId,
  companyId: head.companyId,
  outcome: outcome ?? null,
  state: state as object,
  openedAt: new Date(head.openedAt),
  updatedAt: new Date(head.updatedAt),
  closedAt: head.endedAt === null ? null : new Date(head.endedAt),
});

export const processProjection: Projection = {
  name: 'process',
  table: 'rm.process',
  apply: async (tx, changes) => {
    await tx.manager.upsert(ProcessEntity, changes.map(rowOf), { conflictPaths: ['streamId'], skipUpdateIfNoValuesChanged: false });
  },
};
