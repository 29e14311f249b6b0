/** V8, X15: what approvers may ask the requester for, and how long an approval waits for it. */
export const evidencePolicy = {
  /** X15: an approval has 3 requests for evidence at most. */
  requests: 3,
  /** X15: one request waits 7 days at most; then the approval lapses. */
  daysPerRequest: 7,
  /** X15: all requests of an approval together stop its clock for 14 days at most. */
  daysInSum: 14,
  /** Our choice: a request gives the requester one day at least. */
  daysAtLeast: 1,
  /**
   * V8: a reviewer may add a video verification, or ask for more material. R17: a photo held in the hand and a
   * statement. V1: work pass, access card, certificate. That a document and a photo are kinds too is our choice.
   */
  kinds: ['document', 'photo', 'hand-held-photo', 'statement', 'video-verification', 'work-pass', 'access-card', 'certificate'],
} as const;

/** What the people of an approval may write to each other. */
export const commentPolicy = {
  /** Our choice: an approval has 100 comments at most; Feishu and DingTalk name no number. */
  perApproval: 100,
} as const;

/** What the requester may do while nobody decides. */
export const reminderPolicy = {
  /** Our choice: one reminder in 24 hours; the planned reminders come beside it. */
  apartHours: 24,
  /** Our choice: 5 reminders in all. */
  perApproval: 5,
} as const;

/** How an approver brings others in. */
export const handingOnPolicy = {
  /** Our choice: the tasks of an approval are handed on 20 times at most. */
  reassignments: 20,
  /** Our choice: approvers add 10 people at most, so that no approval becomes one that nobody can end. */
  additions: 10,
} as const;
