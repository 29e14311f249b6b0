import { Injectable } from '@nestjs/common';
import { matters, shownEvent, type KnownRegistration, type KnownStateIn } from '#domain';
import { partsOf, streamIdOf } from '#engine';
import { Database, readEvents, type StoredEvent } from '#event-store';
import type { ProcessRow } from '#read-models';
import { Vault } from '#vault';
import { actorOf, actorsOf, isOperator, viewerOf, type Authority } from '../authority/authority';
import { rfc3339 } from '../http/time';
import { Processes } from '../process/processes';
import { retold } from '../process/retold';
import { ApplicantPapers } from './applicant-papers';
import { CaseDossiers } from './case-dossiers';
import { Comments } from './comments';
import { Earlier } from './earlier';
import { refuseClosed } from '../evidence/readers';
import { EvidenceRequests } from '../evidence/evidence-requests';
import { advanceEvidence } from '../evidence/references';

type Opened = KnownStateIn<'approval'>;
type Registered = ProcessRow<KnownRegistration>;

const purpose = 'approval-dossier';

/** P4: what an approver must know to decide. Records who has opened which data of the applicant and of the matter. */
@Injectable()
export class Dossiers {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly vault: Vault,
    private readonly requests: EvidenceRequests,
    private readonly comments: Comments,
    private readonly cases: CaseDossiers,
    private readonly papers: ApplicantPapers,
    private readonly earlier: Earlier,
  ) {}

  /**
   * For approvers and operators. The requester sees the approval, but not what is collected about them. Each opening is
   * recorded, whatever there was to see.
   * @throws Refusal `not-an-approver`, `dossier-closed`
   */
  async of(id: string, authority: Authority) {
    const found = await this.processes.find('approval', id, authority);
    const { state: approval, subjectId } = found;
    if (!isOperator(authority)) {
      const { actor, aliases = [] } = actorsOf(authority);
      refuseClosed(found, authority, { ids: [actor, ...aliases], otherwise: 'not-an-approver' });
    }
    const { matter, requestedBy, suspended } = approval;
    await this.vault.noteOpening(this.database, {
      subjectId,
      what: `approval.${id}`,
      actor: actorOf(authority),
      purpose: 'dossier-opened',
    });
    const registration = await this.registration(approval);
    const { earlier = [], document } = registration ? await this.earlier.of(id, approval, registration) : {};
    const events = await this.events([streamIdOf('approval', id), ...(registration ? [streamIdOf('registration', registration.id)] : [])]);
    const context = await this.openField(subjectId, 'context', 'context', actorOf(authority));
    return {
      id,
      matter,
      ...(context !== undefined && { context: JSON.parse(context) as Record<string, string> }),
      applicant: { subjectId, requestedBy, ...(registration && (await this.applicant(registration, actorOf(authority)))) },
      ...(registration && { verification: { ...verification(registration.state, matter), ...(document !== undefined && { document }) } }),
      ...(earlier.length > 0 && { earlier }),
      ...(registration && matters[matter.type].reviewsIdentity && (await this.describeJoinedAccount(registration, actorOf(authority)))),
      ...(await this.papers.of(approval, registration, authority)),
      ...(registration && matters[matter.type].reviewsIdentity && (await this.shownInAdvance(registration, actorOf(authority)))),
      ...(await this.cases.of(approval, authority)),
      ...(approval.evidence && { evidence: await this.requests.open(found, authority) }),
      ...(approval.comments !== undefined && { comments: await this.comments.open(found, events, actorOf(authority)) }),
      ...(suspended && { suspended: whyPeople(suspended, matter) }),
      history: historyOf(events, approval, authority),
    };
  }

  private async registration({ matter }: Opened): Promise<Registered | undefined> {
    return matters[matter.type].waits === 'registration' ? this.processes.read('registration', matter.id) : undefined;
  }

  /**
   * X21, D7: the account that the proven number belongs to, for the reviewer.
   * A number that has come to another person proves nothing, so the reviewer must know whose account it is.
   */
  private async describeJoinedAccount({ state: { joins, profile } }: Registered, actor: string) {
    const row = joins === undefined ? undefined : await this.processes.read('account', joins);
    if (row?.subjectId === undefined) return {};
    const identityId = 'identityId' in row.state ? row.state.identityId : undefined;
    const name = await this.openField(row.subjectId, 'profile', 'name', actor);
    const document = identityId === undefined ? 'none' : profile?.elsewhere === false ? 'the-same' : 'another';
    return { joins: { document, ...(name !== undefined && { name }) } };
  }

  /** R17: the account that has the document, for a merge; and what the applicant has shown for it. */
  private async shownInAdvance({ state: { subjectId, profile, shown } }: Registered, actor: string) {
    const text = shown === undefined ? undefined : await this.openField(subjectId, 'profile', advanceEvidence, actor);
    return {
      ...(profile?.holder !== undefined && { elsewhere: { id: profile.holder } }),
      ...(text !== undefined && { shown: JSON.parse(text) as object[] }),
    };
  }

  /** Both are gone after the erasure of the applicant; an applicant without a company has no position. */
  private async applicant({ subjectId, state }: Registered, actor: string) {
    const name = await this.openField(subjectId, 'profile', 'name', actor);
    const offered = await this.position(state);
    const position = offered && (await this.openField(offered.companyId, 'company', `position:${offered.positionId}`, actor));
    const employer = await this.employer(state, actor);
    return { ...(name !== undefined && { name }), ...(position !== undefined && { position }), ...(employer && { employer }) };
  }

  /** R12: who decides must know that another company employs the person. */
  private async employer({ profile }: KnownRegistration, actor: string) {
    const companyId = profile?.employerId;
    if (companyId === undefined) return undefined;
    const name = await this.openField(companyId, 'company', 'name', actor);
    return { companyId, ...(name !== undefined && { name }) };
  }

  private async openField(subjectId: string | undefined, dataClass: string, field: string, actor: string): Promise<string | undefined> {
    if (subjectId === undefined) return undefined;
    return this.vault.openField(this.database, { subjectId, dataClass, field, actor, purpose });
  }

  private async position({ joining }: KnownRegistration) {
    return joining && (await this.processes.read('position', joining.positionStreamId))?.state;
  }

  private async events(streamIds: readonly string[]): Promise<readonly StoredEvent[]> {
    const events = await readEvents(this.database, streamIds);
    return events.sort((a, b) => a.recordedAt - b.recordedAt);
  }
}

/**
 * How far the identity is confirmed, and, for its reviewers alone, why a person must look.
 * R17: a company does not learn that another person has the document.
 */
const verification = ({ verified, failures, reviewCause }: KnownRegistration, { type }: Opened['matter']) => ({
  state: verified === undefined ? 'unconfirmed' : `confirmed-by-${verified}`,
  failures,
  ...(matters[type].reviewsIdentity && reviewCause !== undefined && { cause: reviewCause }),
});

/**
 * P2: why people decide although a rule would have. R17: that another person has the document is for the reviewers of
 * the identity alone; others read that a person had to look at it.
 */
const whyPeople = ({ rule, by }: NonNullable<Opened['suspended']>, { type }: Opened['matter']) => ({
  rule,
  by: by.map((code) => (code === 'duplicate-identity' && !matters[type].reviewsIdentity ? 'identity-reviewed' : code)),
});

/** R17: that a person has looked at an identity, its reviewers and operators read alone; others as services do. */
function historyOf(events: readonly StoredEvent[], { matter }: Opened, authority: Authority) {
  const viewer = viewerOf(authority);
  if (matters[matter.type].reviewsIdentity || viewer.as === 'operator') return events.map(toHistoryEntry);
  const isShown = ({ streamId, type }: StoredEvent) => shownEvent(partsOf(streamId).type, type, viewer) !== undefined;
  return events.filter(isShown).map((event) => {
    const { process: _own, ...told } = retold({ ...toHistoryEntry(event), streamId: event.streamId, version: event.version }, viewer);
    return told;
  });
}

function toHistoryEntry({ recordedAt, type, meta, data }: StoredEvent) {
  const { taskId, reasonCode } = data as { taskId?: string; reasonCode?: string };
  return {
    at: rfc3339(recordedAt),
    type,
    origin: String(meta['origin']),
    actor: String(meta['actor']),
    ...(taskId !== undefined && { taskId }),
    ...(reasonCode !== undefined && { reasonCode }),
  };
}
