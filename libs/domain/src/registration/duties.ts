import type { Awaited, Deadline, Effect } from '../decider';
import { defined } from '../events';
import { identityReviewer } from '../role/role';
import { streamIdOf } from '../stream-id';
import { awaitsLiveness } from './liveness';
import { awaitsMessengers } from './messengers';
import { awaitsDraw } from './security';
import {
  approvalLapsesAt,
  awaitsReviewers,
  isKept,
  lapses,
  pendingApproval,
  removalIsRefused,
  type Ended,
  type KnownRegistration,
} from './registration';

/** What it waits for: the end of a draft, and the end of the retention after a failed registration. */
export function due(registration: KnownRegistration): readonly Deadline<{ type: 'EndRetention' | 'ExpireDraft' }>[] {
  if (isKept(registration)) return [{ command: { type: 'EndRetention' }, dueAt: registration.erasesAt }];
  return lapses(registration) ? [{ command: { type: 'ExpireDraft' }, dueAt: registration.draftExpiresAt }] : [];
}

/** Beside its time: the approval that decides it and when that lapses, or somebody who can review the identity. */
export function awaits(registration: KnownRegistration): readonly Awaited[] {
  const approvalId = pendingApproval(registration);
  if (approvalId !== undefined)
    return [{ what: streamIdOf('approval', approvalId), ...defined({ until: approvalLapsesAt(registration) }) }];
  return awaitsReviewers(registration) ? [{ what: `role:${identityReviewer}` }] : [];
}

export const effectKinds = [
  'checkIdentity',
  'checkLiveness',
  'drawApplicantRisk',
  'checkMessengers',
  'createDirectoryEntry',
  'removeDirectoryEntry',
  'sayYouCanSignIn',
  'tellOutcome',
  'eraseApplicant',
] as const;
type Kind = (typeof effectKinds)[number];

/** What the world is owed: a check, an entry in the directory or its removal, a message, an erasure. */
export function owed(registration: KnownRegistration): readonly Effect<Kind>[] {
  switch (registration.status) {
    case 'draft':
    case 'manual_review':
    case 'awaiting_approval':
      return messengersOwed(registration);
    case 'verifying':
      return [checkOwed(registration), ...messengersOwed(registration)];
    case 'activating':
      return registration.directory === undefined ? [once('createDirectoryEntry')] : [];
    case 'active':
      // After joining with an account, that account has all of this: the registration holds a copy, which goes.
      return [once('sayYouCanSignIn'), ...(registration.joins !== undefined && !registration.erased ? [once('eraseApplicant')] : [])];
    default:
      return owedAtTheEnd(registration);
  }
}

/** One check at a time: of the face, of what was seen of the applicant, or of the identity. */
function checkOwed(registration: KnownRegistration): Effect<Kind> {
  if (awaitsLiveness(registration)) return { kind: 'checkLiveness', n: registration.liveness?.attempt ?? 1 };
  if (awaitsDraw(registration)) return { kind: 'drawApplicantRisk', n: registration.security?.asked ?? 1 };
  return { kind: 'checkIdentity', n: registration.profile?.attempt ?? 1 };
}

/** R8: beside the other checks, since the applicant goes on with their steps meanwhile. */
const messengersOwed = (registration: KnownRegistration): readonly Effect<Kind>[] =>
  awaitsMessengers(registration) ? [once('checkMessengers')] : [];

const once = (kind: Kind): Effect<Kind> => ({ kind, n: 1 });

/** Removes an entry that was made meanwhile. A withdrawal needs no message, and an unproven phone gets none. */
function owedAtTheEnd(registration: Ended): readonly Effect<Kind>[] {
  const { status, phoneProven, reason, directory, removalRetries = 0, retentionOver, erased, erasesAt } = registration;
  const takesBack = directory === 'made' && !removalIsRefused(registration);
  const tells = phoneProven && status !== 'withdrawn' && reason !== 'superseded';
  return [
    ...(tells ? [{ ...once('tellOutcome'), usefulUntil: erasesAt }] : []),
    ...(takesBack ? [{ kind: 'removeDirectoryEntry' as const, n: 1 + removalRetries }] : []),
    ...(retentionOver && !erased ? [once('eraseApplicant')] : []),
  ];
}
