import { z } from 'zod';
import { Newest } from './newest';
import type { Stage } from './taking';

const id = z.string().min(1).max(100);
const removalSchema = z.strictObject({ entryId: id.optional(), accountId: id, companyId: id });
const entrySchema = removalSchema.extend({ positionId: id, name: z.string().min(1).max(200), phone: z.string().min(1).max(32) });
const updateSchema = removalSchema.extend({
  positionId: id.optional(),
  departmentId: id.optional(),
  phone: z.string().min(1).max(32).optional(),
});
const entriesQuery = z.strictObject({ accountId: z.string().optional() });

interface Entry {
  entryId?: string | undefined;
  accountId: string;
  companyId: string;
  positionId: string;
  departmentId?: string | undefined;
  updates?: number;
  removed: boolean;
}

/** A removal that names no entry, or an entry that was made without a name, is about all there is. */
const isMeant = (entry: { entryId?: string | undefined }, removal: { entryId?: string | undefined }) =>
  removal.entryId === undefined || entry.entryId === undefined || removal.entryId === entry.entryId;

/** The directory: one entry for each account and company. It keeps no names and no numbers. */
export function directory({ app, take }: Stage): void {
  const entries = new Newest<Entry>(10_000);
  const nameOf = ({ accountId, companyId }: Pick<Entry, 'accountId' | 'companyId'>) => `${accountId} ${companyId}`;

  take('directory-entries', {
    body: entrySchema,
    later: { provider: 'directory', outcomes: ['made'] },
    perform({ entryId, accountId, companyId, positionId }) {
      const entry: Entry = { entryId, accountId, companyId, positionId, removed: false };
      entries.set(nameOf(entry), entry);
      return { status: 201, body: {} };
    },
  });

  take('directory-updates', {
    body: updateSchema,
    perform(update) {
      const known = entries.get(nameOf(update));
      if (known && isMeant(known, update)) {
        known.positionId = update.positionId ?? known.positionId;
        known.departmentId = update.departmentId ?? known.departmentId;
        known.updates = (known.updates ?? 0) + 1;
      }
      return { status: 200, body: {} };
    },
  });

  take('directory-removals', {
    body: removalSchema,
    perform(entry) {
      const known = entries.get(nameOf(entry));
      if (known && isMeant(known, entry)) known.removed = true;
      return { status: 200, body: {} };
    },
  });

  // Oldest first, removed ones included.
  app.get('/directory-entries', (request) => {
    const { accountId } = entriesQuery.parse(request.query);
    return { items: entries.values().filter((entry) => accountId === undefined || entry.accountId === accountId) };
  });
}
