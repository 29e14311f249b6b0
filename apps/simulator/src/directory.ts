import { z } from 'zod';
import { Newest } from './newest';
import type { Stage } from './taking';

const id = z.string().min(1).max(100);
const removalSchema = z.strictObject({ accountId: id, companyId: id });
const entrySchema = removalSchema.extend({ positionId: id, name: z.string().min(1).max(200), phone: z.string().min(1).max(32) });
const entriesQuery = z.strictObject({ accountId: z.string().optional() });

interface Entry {
  accountId: string;
  companyId: string;
  positionId: string;
  removed: boolean;
}

/** The directory: one entry for each account and company. It keeps no names and no numbers. */
export function directory({ app, take }: Stage): void {
  const entries = new Newest<Entry>(10_000);
  const nameOf = ({ accountId, companyId }: Pick<Entry, 'accountId' | 'companyId'>) => `${accountId} ${companyId}`;

  take('directory-entries', {
    body: entrySchema,
    later: { provider: 'directory', outcomes: ['made'] },
    perform({ accountId, companyId, positionId }) {
      const entry: Entry = { accountId, companyId, positionId, removed: false };
      entries.set(nameOf(entry), entry);
      return { status: 201, body: {} };
    },
  });

  take('directory-removals', {
    body: removalSchema,
    perform(entry) {
      const known = entries.get(nameOf(entry));
      if (known) known.removed = true;
      return { status: 200, body: {} };
    },
  });

  // Oldest first, removed ones included.
  app.get('/directory-entries', (request) => {
    const { accountId } = entriesQuery.parse(request.query);
    return { items: entries.values().filter((entry) => accountId === undefined || entry.accountId === accountId) };
  });
}
