import { Injectable } from '@nestjs/common';
import type { KnownStateIn } from '#domain';
import type { ProcessState } from '#engine';
import { Database } from '#event-store';
import type { ProcessRow } from '#read-models';
import { Vault } from '#vault';
import { actorOf, type Authority } from '../authority/authority';
import { Processes } from '../process/processes';
import { listedView } from '../process/view';
import { partyOf } from './readers';
import { evidenceField, messageField } from './sealed-texts';

type Opened = ProcessRow<KnownStateIn<'approval'>> | ProcessState<KnownStateIn<'approval'>>;

const purpose = 'evidence-requests';

/** V8: what was asked of a requester, in the words of the approvers, and what came of it. Records who has opened it. */
@Injectable()
export class EvidenceRequests {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly vault: Vault,
  ) {}

  /**
   * For the requester, the approvers, who acts in their place now, and operators. To approvers it closes as the dossier
   * does: it holds what was collected of the requester.
   */
  async ofApproval(id: string, authority: Authority) {
    const found = await this.processes.find('approval', id, authority);
    partyOf(found, authority);
    return { items: await this.open(found, authority) };
  }

  /** For its applicant, who does not learn who asks (R17): of the approval that decides now, or has decided last. */
  async ofRegistration(id: string, authority: Authority) {
    const { state } = await this.processes.find('registration', id, authority);
    const approval = state.approvalId === undefined ? undefined : await this.processes.read('approval', state.approvalId);
    if (!approval) return { items: [] };
    const items = await this.open(approval, authority);
    return { items: items.map(({ requestedBy: _who, ...item }) => item) };
  }

  /** All of them in one opening of the vault. */
  async open(approval: Opened, authority: Authority) {
    const { id, subjectId } = approval;
    const requests = (listedView(approval, authority)['evidence'] ?? []) as unknown as Shown[];
    if (requests.length === 0) return [];
    const fields = requests.flatMap(({ requestId }) => [messageField(id, requestId), evidenceField(id, requestId)]);
    const opening = { dataClass: 'reasons', fields, actor: actorOf(authority), purpose };
    const texts = subjectId === undefined ? undefined : await this.vault.open(this.database, { subjectId, ...opening });
    return requests.map((request) => {
      const message = texts?.[messageField(id, request.requestId)];
      const evidence = texts?.[evidenceField(id, request.requestId)];
      return {
        ...request,
        ...(message !== undefined && { message }),
        ...(evidence !== undefined && { evidence: JSON.parse(evidence) as object[] }),
      };
    });
  }
}

interface Shown {
  requestId: string;
  requestedBy: string;
}
