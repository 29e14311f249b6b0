import { Injectable } from '@nestjs/common';
import { matters, type KnownRegistration, type KnownStateIn } from '#domain';
import { Database } from '#event-store';
import { Vault } from '#vault';
import { actorOf, type Authority } from '../authority/authority';
import { readableDocument } from './readable-document';

/** A picture by its reference; the former form, a name alone, leads nowhere. */
interface Picture {
  kind: string;
  store: string;
  ref: string;
  hash: string;
}

const purpose = 'approval-dossier';

/** R16, R17: the document of an applicant and its pictures, for the reviewers of their identity and nobody else. */
@Injectable()
export class ApplicantPapers {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  /** Opened from the vault in one opening, and recorded; what is erased by now is left out. */
  async of({ matter }: KnownStateIn<'approval'>, registration: { state: KnownRegistration } | undefined, authority: Authority) {
    if (registration === undefined || !matters[matter.type].reviewsIdentity) return {};
    const { subjectId } = registration.state;
    const asked = { subjectId, dataClass: 'profile', fields: ['identity', 'employment'], actor: actorOf(authority), purpose };
    const { identity, employment } = (await this.vault.open(this.database, asked)) ?? {};
    const pictures = employment === undefined ? [] : picturesIn(employment);
    const papers = {
      ...(identity !== undefined && { document: readableDocument(JSON.parse(identity) as object) }),
      ...(pictures.length > 0 && { pictures }),
    };
    return Object.keys(papers).length > 0 ? { papers } : {};
  }
}

const picturesIn = (employment: string): readonly Picture[] => {
  const { documents = [] } = JSON.parse(employment) as { documents?: readonly (string | Picture)[] };
  return documents.filter((each): each is Picture => typeof each !== 'string');
};
