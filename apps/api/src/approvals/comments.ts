import { Injectable } from '@nestjs/common';
import { streamIdOf } from '#engine';
import { Database, readEvents, type StoredEvent } from '#event-store';
import { Vault } from '#vault';
import { actorOf, type Authority } from '../authority/authority';
import { partyOf } from '../evidence/readers';
import { commentField } from '../evidence/sealed-texts';
import { rfc3339 } from '../http/time';
import { Processes } from '../process/processes';

interface Written {
  commentId: string;
  by: string;
  forRequester?: boolean;
}

/** What the people of an approval write beside it. Records who has opened it. */
@Injectable()
export class Comments {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly vault: Vault,
  ) {}

  /** Of the requester what they wrote, and what is for them; of the approvers, while their dossier is open, all. */
  async of(id: string, authority: Authority) {
    const found = await this.processes.find('approval', id, authority);
    const { ids, isRequester } = partyOf(found, authority);
    const events = await readEvents(this.database, [streamIdOf('approval', id)]);
    const isShown = ({ by, forRequester }: Written) => !isRequester || forRequester === true || ids.includes(by);
    return { items: await this.open(found, events, actorOf(authority), isShown) };
  }

  /** Oldest first; none after their erasure. */
  async open(
    { id, subjectId }: { id: string; subjectId?: string },
    events: readonly StoredEvent[],
    actor: string,
    isShown: (comment: Written) => boolean = () => true,
  ) {
    const written = events
      .filter(({ type }) => type === 'CommentAdded')
      .map(({ data, recordedAt }) => ({ ...(data as unknown as Written), at: rfc3339(recordedAt) }))
      .filter(isShown);
    if (subjectId === undefined || written.length === 0) return [];
    const fields = written.map(({ commentId }) => commentField(id, commentId));
    const texts = await this.vault.open(this.database, { subjectId, dataClass: 'reasons', fields, actor, purpose: 'approval-comments' });
    return written.flatMap(({ commentId, by, forRequester, at }) => {
      const text = texts?.[commentField(id, commentId)];
      const visibility = forRequester ? ('requester' as const) : ('approvers' as const);
      return text === undefined ? [] : [{ commentId, by, at, visibility, text }];
    });
  }
}
