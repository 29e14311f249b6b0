import { ProviderUnavailable } from './errors';
import type { Provider } from './provider';
import { takenStatus } from './provider-client';

/** What stands on a document, as far as it has such a field. */
const fields = ['name', 'number', 'mrz', 'visaUntil', 'validUntil'] as const;
export type DocumentField = (typeof fields)[number];

/** What was read; `mrz` is two lines of a machine-readable zone, or three, with line ends between. */
export type DocumentRead = { fields: Partial<Record<DocumentField, string>> } | { unreadable: DocumentField | 'document' };

/** Port to the system that reads the picture of a document, which lies in a store: we send its reference alone. */
interface DocumentReader {
  /**
   * `unreadable` names the field that the person should show again, or the whole. It never calls back: what it reads is
   * personal, and comes as an answer alone.
   * @throws ProviderUnavailable, ProviderRefused
   */
  read(request: { ref: string; kind: string; companyId?: string; idempotencyKey: string }): Promise<DocumentRead | 'pending'>;
}

/** `POST {address}/document-readings { ref, kind }` → 200 `{ fields }` or `{ unreadable }`, or 202. */
export const documentReader = {
  name: 'document-reader',
  callsBack: false,
  optional: true,
  connect: (client): DocumentReader => ({
    async read({ ref, kind, idempotencyKey }) {
      const { status, json } = await client.post('document-readings', idempotencyKey, { ref, kind });
      if (status === takenStatus) return 'pending';
      const read = readIn(json);
      if (read === undefined) throw new ProviderUnavailable('document-reader answered without a reading', 'answer-unusable');
      return read;
    },
  }),
} as const satisfies Provider<DocumentReader>;

function readIn(json: unknown): DocumentRead | undefined {
  const { fields: told, unreadable } = (json ?? {}) as { fields?: unknown; unreadable?: unknown };
  const field = [...fields, 'document' as const].find((each) => each === unreadable);
  if (unreadable !== undefined) return field && { unreadable: field };
  if (typeof told !== 'object' || told === null) return undefined;
  const known = fields.flatMap((each) => {
    const value = (told as Readonly<Record<string, unknown>>)[each];
    return typeof value === 'string' && value !== '' && value.length <= textMax ? [[each, value]] : [];
  });
  return { fields: Object.fromEntries(known) as Partial<Record<DocumentField, string>> };
}

/** More than any field of a document has. */
const textMax = 400;
