import type { PolicyContent } from '../approval-policy/approval-policy';
import type { MatterType } from '../approval/matters';
import type { Instant } from '../decider';

/** Who is asked, by what they are asked as. People are words of the caller's own. */
export interface Cast {
  requester: string;
  managers: readonly string[];
  /** The holders of roles and the people of groups, by role or as `group:<code>`. */
  roles: Readonly<Record<string, readonly string[]>>;
}

/** What a person does, at an instant. */
export type Act =
  | { at: Instant; person: string; does: 'approve' | 'reject'; reasonCode?: string; taskId?: string }
  /** A new round, at this stage from 1; without one where the policy says. */
  | { at: Instant; person: string; does: 'return-to-stage'; reasonCode?: string; taskId?: string; returnTo?: number }
  | { at: Instant; person: string; does: 'take' | 'release'; taskId: string }
  | { at: Instant; person: string; does: 'withdraw' }
  /** The account is frozen or gone, or is back. */
  | { at: Instant; person: string; does: 'leave' | 'return' };

/** A made-up life of one approval. */
export interface Script {
  matterType: MatterType;
  /** None: the matter belongs to the platform. */
  companyId?: string;
  /** None: the built-in policy of the matter. */
  content?: PolicyContent;
  startsAt: Instant;
  cast: Cast;
  acts: readonly Act[];
  /** By stream: the company and the calendars that say how working days are counted. None: as on the mainland. */
  calendars?: Readonly<Record<string, { status: string }>>;
}
