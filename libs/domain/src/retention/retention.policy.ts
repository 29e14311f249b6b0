/** How long rows stay that nothing needs any more. */
export const retentionPolicy = {
  /** Version of this table. It is about no stream: its numbers hold at once. */
  version: 1,
  /**
   * Our choice: an effect that is over is kept for 90 days, as long as an answer, from its own end and from that of its
   * process, and for as long as an operator has a task about the process.
   */
  effectsKeptDays: 90,
  /** Our choice: a task of an operator is kept for 365 days after it was resolved, as long as a refusal. */
  tasksKeptDays: 365,
  /**
   * Our choice: that a person started or decided an approval is listed for 365 days, as long as a task, and while the
   * approval is pending. The record itself stays.
   */
  actsKeptDays: 365,
  /**
   * C13, S4, our choice: who opened which data of a person, and what for, is kept for 365 days. S4 asks 180 days of a
   * log of account actions, and later 365.
   */
  openingsKeptDays: 365,
  /**
   * V7, our choice: what registrations and cases are counted by is kept for 2 days: no more than one is counted over.
   */
  sightingsKeptDays: 2,
  /**
   * R14, our choice: what is left of the proof of a scan is kept for 10 minutes: it is good for two, and a repeated
   * call gets its recorded answer.
   */
  scanProofsKeptMinutes: 10,
  /** G2, V4, our choice: what was counted in a day of a person is kept for 3 days: by then it is over in every zone. */
  usesKeptDays: 3,
  /**
   * R18, our choice: that a recording of a face was used is kept for 365 days: by then no provider has it any more.
   */
  recordingsKeptDays: 365,
} as const;
