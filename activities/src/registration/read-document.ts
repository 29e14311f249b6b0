import { isReadAs } from '#domain';
import { ProviderRefused, ProviderUnavailable, type IdentityDocument } from '#providers';
import type { Services } from '../effect';

/** A picture of a document: where it lies. A name alone, the former form, says too little to be read. */
interface StoredDocument {
  kind: string;
  store: string;
  ref: string;
}

type Field = 'name' | 'number' | 'mrz' | 'document';

/** What a picture says of the document that the applicant has told. */
export type Reading = 'same' | 'another' | 'pending' | `unreadable-${Field}`;

/** The picture is gone, or is none that the reader knows: the applicant shows it again. */
const gone: readonly string[] = ['document-unknown', 'document-erased'];

/**
 * Reads the picture of the document, where the applicant has given one. An installation without a reader reads none.
 * @throws ProviderUnavailable, ProviderRefused: a picture of another person's is for a reviewer
 */
export async function readDocument(
  document: IdentityDocument,
  employment: string | undefined,
  asked: { companyId?: string; idempotencyKey: string },
  { documentReader }: Pick<Services, 'documentReader'>,
): Promise<Reading> {
  const picture = pictureOf(document, employment);
  if (picture === undefined) return 'same';
  try {
    const ref = `${picture.store}:${picture.ref}`;
    const read = await documentReader.read({ ...asked, ref, kind: document.kind, idempotencyKey: `${asked.idempotencyKey}:read` });
    if (read === 'pending') return read;
    if ('unreadable' in read) return `unreadable-${shown(read.unreadable)}`;
    return isSame(document, read.fields) ? 'same' : 'another';
  } catch (error) {
    if (error instanceof ProviderRefused && gone.includes(error.reason)) return 'unreadable-document';
    if (error instanceof ProviderUnavailable && error.reason === 'not-configured') return 'same';
    throw error;
  }
}

function pictureOf({ kind }: IdentityDocument, employment: string | undefined): StoredDocument | undefined {
  const { documents = [] } = JSON.parse(employment ?? '{}') as { documents?: readonly (string | StoredDocument)[] };
  return documents.find((each): each is StoredDocument => typeof each !== 'string' && each.kind === kind);
}

const shown = (field: string): Field => (['name', 'number', 'mrz'] as const).find((each) => each === field) ?? 'document';

/**
 * The name is the registry's to compare: a picture may have it in other letters. R9: an end that the applicant has told
 * is the one of the picture, where it shows one; else a visa would count for as long as they like.
 */
function isSame(document: IdentityDocument, read: Readonly<Record<string, string | undefined>>): boolean {
  const { number, mrz, visaUntil, validUntil } = read;
  if (document.kind === 'passport')
    return (mrz === undefined || isReadAs(document.mrz.join('\n'), mrz)) && agree(visaUntil, document.visaUntil);
  if (document.kind === 'residence-permit' && !agree(validUntil, document.validUntil)) return false;
  return number === undefined || isReadAs(document.number, number);
}

const agree = (shownEnd: string | undefined, told: string | undefined) => shownEnd === undefined || told === undefined || shownEnd === told;
