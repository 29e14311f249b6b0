import type { Instant } from './decider';

/** Who may see a process beside the platform's own people. Object reads ask it, and lists find by it. */
export interface Seen {
  /** The services that its companies let in, or only those that are a party to it. */
  services: 'all' | 'parties';
  /** Of these services only the client that opened it, as long as it is a draft. */
  draft: boolean;
  /** The companies that it concerns. */
  companies: readonly string[];
  /** The departments that it lies in; a company stands for all of its departments. */
  departments: readonly string[];
  /** The accounts of the people that it is about. */
  accounts: readonly string[];
  /** The principals of those who take part in it. */
  principals: readonly string[];
}

/** What lists find a process by beside its status and {@link Seen}. */
export interface Found {
  /** The principals who have, or had, something to decide. */
  asked: readonly string[];
  expiresAt?: Instant;
}

/** The companies that a key is for. */
export type Companies = readonly string[] | 'platform';

/**
 * Who looks. A service that acts for a person looks as this person, at what its companies let it see. An administrator
 * of a company calls without a service: `whole` are the companies, `departments` the departments that they administer,
 * with the companies of these.
 */
export type Viewer =
  | { as: 'operator'; principal: string }
  | { as: 'service'; principal: string; client: string; companies: Companies }
  | ({ as: 'person' } & PersonViewer)
  | AdministratorViewer;

interface PersonViewer {
  principal: string;
  aliases?: readonly string[];
  /** Left out of a call that may not touch what is the person's own. */
  account?: string;
  companies: Companies;
  /** Companies that the person has left; of what they take part in, nothing of these is theirs any more. */
  left?: readonly string[];
}

export interface AdministratorViewer extends PersonViewer {
  as: 'administrator';
  whole: readonly string[];
  departments: readonly string[];
}

/** All ids of a viewer in events: a person may have been named by others before. */
export const principalsOf = (viewer: Viewer): readonly string[] => [viewer.principal, ...(('aliases' in viewer && viewer.aliases) || [])];

/** A process as it is seen, and the client whose call opened it: undefined where another process did. */
export type SeenOf = Seen & { client?: string | undefined };

/**
 * Whether this viewer sees a process: its parties do, its people, all operators, and services unless it is for its
 * parties alone. A key of some companies sees what concerns one of them, and what concerns none if it is a person's, or
 * of its own client. Administrators see what a person sees, and what of their companies or departments is no draft.
 */
export function sees(viewer: Viewer, seen: SeenOf): boolean {
  if (viewer.as === 'operator') return true;
  if (!isWithin(viewer, seen)) return false;
  const takesPart = principalsOf(viewer).some((principal) => seen.principals.includes(principal));
  if (viewer.as === 'service') return takesPart || isShown(viewer, seen);
  if (isAbout(viewer, seen) || (takesPart && !isOfLeft(viewer.left, seen))) return true;
  return viewer.as === 'administrator' && !seen.draft && isAdministered(viewer, seen);
}

/** What its companies let a service see, except for what is another client's draft. */
function isShown(viewer: { client: string }, seen: SeenOf): boolean {
  const isOthersDraft = seen.draft && seen.client !== undefined && seen.client !== viewer.client;
  return seen.services === 'all' && !isOthersDraft;
}

const isAbout = ({ account }: { account?: string }, { accounts }: Seen): boolean => account !== undefined && accounts.includes(account);

/** Whether it concerns companies, and all of them are left. */
const isOfLeft = (left: readonly string[] = [], { companies }: Seen): boolean =>
  companies.length > 0 && companies.every((company) => left.includes(company));

/**
 * Whether this viewer learns whose key has acted: a key acts in its companies, one of the platform in all, so that each
 * viewer there sees it.
 */
export function seesKey(viewer: Viewer, key: { client: string; companies: Companies }): boolean {
  if (viewer.as === 'operator' || viewer.companies === 'platform' || key.companies === 'platform') return true;
  return isWithin(viewer, { companies: key.companies, client: key.client });
}

/** Whether it lies within the companies of the key. */
function isWithin(viewer: Exclude<Viewer, { as: 'operator' }>, { companies, client }: Pick<SeenOf, 'companies' | 'client'>): boolean {
  const own = viewer.companies;
  if (own === 'platform') return true;
  if (companies.length > 0) return companies.some((company) => own.includes(company));
  return viewer.as !== 'service' || client === viewer.client;
}

const isAdministered = ({ whole, departments }: AdministratorViewer, seen: Seen): boolean =>
  seen.companies.some((company) => whole.includes(company)) || seen.departments.some((department) => departments.includes(department));
