import type { Instant } from './decider';

/** Who may see a process beside the platform's own people. Object reads ask it, and lists find by it. */
export interface Seen {
  /** Every service, or only those that are a party to it. */
  services: 'all' | 'parties';
  /** The companies that it concerns. */
  companies: readonly string[];
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

/** Who looks. A service that acts for a person looks as this person. */
export type Viewer = { as: 'operator' | 'service'; principal: string } | { as: 'person'; principal: string; account: string };

/**
 * Whether this viewer sees a process: its parties do, its people, all operators, and services unless it is for its
 * parties alone.
 */
export function sees(viewer: Viewer, { services, accounts, principals }: Seen): boolean {
  if (principals.includes(viewer.principal)) return true;
  if (viewer.as === 'person') return accounts.includes(viewer.account);
  return viewer.as === 'operator' || services === 'all';
}
