/**
 * What a worker can replay, as a level: a worker that names a level in its identity replays what looks say up to it.
 * A release whose looks say more adds the next level; it takes none away.
 */
export const levels = {
  /** Release 0.1.0, which names no level. */
  plain: 1,
  /** `atOnce`, `keepsAlarm`, `attributes`. */
  fewerTurns: 2,
} as const;

export const ownLevel = levels.fewerTurns;

/** The level of the release before this one: as far as its workers are to take workflows back. */
export const formerLevel = levels.plain;
