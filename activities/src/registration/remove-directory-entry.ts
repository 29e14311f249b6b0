import { applicantAccount, type CommandOf, type Registration } from '#domain';
import type { Directory } from '#providers';
import type { Performance } from '../perform';

/** The compensation: of somebody whose registration has ended without an account, nothing stays in the directory. */
export const removeDirectoryEntry = (directory: Directory): Performance => ({
  async act({ effectId, process }) {
    const registration = process.state as Exclude<Registration, { status: 'none' }>;
    const companyId = registration.joining?.companyId;
    if (companyId !== undefined)
      await directory.removeEntry({ accountId: applicantAccount(registration), companyId, idempotencyKey: effectId });
    return { type: 'RecordDirectoryRemoval' } satisfies CommandOf<'registration'>;
  },
});
