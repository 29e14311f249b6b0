import { Newest } from './newest';

interface Entry {
  accountId: string;
  companyId: string;
  positionId: string;
  removed: boolean;
}

/** The entries of the simulated directory, one an account and company; of names and numbers it keeps nothing. */
export class DirectoryEntries {
  readonly #entries = new Newest<Entry>(10_000);

  add(entry: Omit<Entry, 'removed'>): void {
    this.#entries.set(nameOf(entry), { ...entry, removed: false });
  }

  /** What is not there, or not any more, stays so. */
  remove(entry: Pick<Entry, 'accountId' | 'companyId'>): void {
    const known = this.#entries.get(nameOf(entry));
    if (known) known.removed = true;
  }

  /** Oldest first, also those that were removed. */
  of(accountId: string | undefined): readonly Entry[] {
    return this.#entries.values().filter((entry) => accountId === undefined || entry.accountId === accountId);
  }
}

const nameOf = ({ accountId, companyId }: Pick<Entry, 'accountId' | 'companyId'>) => `${accountId} ${companyId}`;
