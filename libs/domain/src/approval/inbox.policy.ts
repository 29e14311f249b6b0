/** How approvers find what waits for them, decide it and hear of it. */
export const inboxPolicy = {
  /** Version of this table. It is about no stream: its numbers hold at once. */
  version: 1,
  /** Our choice: counts of an inbox stop at 100, and say that there are more. */
  countedMax: 100,
  /** Our choice: one call decides 200 approvals at most. */
  decisionsMax: 200,
  /** Our choice: four of them at once, so that one call leaves connections to others. */
  decisionsAtOnce: 4,
  /** P4, our choice: 7 days after their own decision an approver opens the dossier no more. */
  dossierDays: 7,
  /** Our choice: an approver gets ten notices within the minutes below one by one; what follows comes as one digest. */
  noticesAlone: 10,
  /** Our choice: notices that fall due within ten minutes are counted together, and a digest waits for their end. */
  digestMinutes: 10,
} as const;
