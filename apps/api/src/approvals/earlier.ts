import { Injectable } from '@nestjs/common';
import { matters, type KnownRegistration, type KnownStateIn } from '#domain';
import { Database } from '#event-store';
import { documentOfSubject, earlierRegistrations, type EarlierRegistration, type ProcessRow } from '#read-models';
import { Keys } from '#vault';
import { rfc3339 } from '../http/time';

/** P4: what has become of earlier registrations of the same phone, document or device, as far as they are kept. */
@Injectable()
export class Earlier {
  constructor(
    private readonly database: Database,
    private readonly keys: Keys,
  ) {}

  /** A company reads of its own alone; the reviewers of the platform of all. */
  async of(approvalId: string, { matter }: KnownStateIn<'approval'>, { subjectId, openedAt, companyId }: ProcessRow<KnownRegistration>) {
    if (subjectId === undefined || (companyId === undefined && !matters[matter.type].reviewsIdentity)) return { earlier: [] };
    const within = matters[matter.type].reviewsIdentity ? undefined : companyId;
    const found = await earlierRegistrations(this.database, { subjectId, openedAt, companyId: within });
    const document = await documentOfSubject(this.database, subjectId);
    // By the approval, so that two dossiers beside one another tell nothing more than each by itself.
    const pseudonymOf = (index: string | undefined) =>
      index === undefined ? {} : { document: this.keys.uuid('same-document', approvalId, index) };
    return { ...pseudonymOf(document), earlier: found.map((row) => ({ ...viewOf(row), ...pseudonymOf(row.document) })) };
  }
}

const viewOf = ({ id, companyId, status, state, openedAt, closedAt, shares }: EarlierRegistration) => ({
  registrationId: id,
  ...(companyId !== undefined && { companyId }),
  state: status,
  ...('reason' in state && state.reason !== undefined && { reason: state.reason }),
  openedAt: rfc3339(openedAt),
  endedAt: rfc3339(closedAt!),
  shares,
});
