import type { Deadline, Effect } from '../decider';
import { awaitsReviewers, isEnded, isUnsubmitted, removalIsRefused, type Ended, type Registration } from './registration';
import type { RegistrationCommand } from './registration.decide';

/** What it waits for: the end of a draft, and of what is kept of somebody who came to no account. */
export function due(registration: Registration): readonly Deadline<RegistrationCommand>[] {
  if (isEnded(registration)) return registration.retentionOver ? [] : [{ command: { type: 'EndRetention' }, dueAt: registration.erasesAt }];
  const lapses = isUnsubmitted(registration) && (registration.status !== 'manual_review' || awaitsReviewers(registration));
  return lapses ? [{ command: { type: 'ExpireDraft' }, dueAt: registration.draftExpiresAt }] : [];
}

/** What the world is owed by it: a check, an entry in the directory or its removal, a message, an erasure. */
export function owed(registration: Registration): readonly Effect[] {
  switch (registration.status) {
    case 'none':
    case 'draft':
    case 'manual_review':
    case 'awaiting_approval':
      return [];
    case 'verifying':
      return [{ kind: 'checkIdentity', n: registration.profile?.attempt ?? 1 }];
    case 'activating':
      return registration.directory === undefined ? [once('createDirectoryEntry')] : [];
    case 'active':
      // Who joins has told all this to his account already: what the registration holds is a copy, and goes.
      return [once('sayYouCanSignIn'), ...(registration.joins !== undefined && !registration.erased ? [once('eraseApplicant')] : [])];
    default:
      return owedAtTheEnd(registration);
  }
}

const once = (kind: string): Effect => ({ kind, n: 1 });

/** An entry that was made meanwhile is taken back. A withdrawal needs no message, and a phone that was never proven gets none. */
function owedAtTheEnd(registration: Ended): readonly Effect[] {
  const { status, phoneProven, reason, directory, removalRetries = 0, retentionOver, erased, erasesAt } = registration;
  const takesBack = directory === 'made' && !removalIsRefused(registration);
  const tells = phoneProven && status !== 'withdrawn' && reason !== 'superseded';
  return [
    ...(tells ? [{ ...once('tellOutcome'), usefulUntil: erasesAt }] : []),
    ...(takesBack ? [{ kind: 'removeDirectoryEntry', n: 1 + removalRetries }] : []),
    ...(retentionOver && !erased ? [once('eraseApplicant')] : []),
  ];
}
