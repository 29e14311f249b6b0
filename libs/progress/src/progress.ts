export interface Step {
  /** What is counted: `events`, `packages`. */
  what: string;
  done: number;
  /** Undefined where nobody knows how many there are. */
  total?: number | undefined;
  /** How many of those done were done before this began, as after a build that was broken off. */
  before?: number;
  elapsedMs: number;
}

/** Says how far a long work is: `912 of 1,795 packages, about 3 min left`. */
export function progressLine({ what, done, total, before = 0, elapsedMs }: Step): string {
  // A total may be an estimate: one that is exceeded is no total.
  if (total === undefined || done > total) return `${count(done)} ${what}`;
  const leftMs = done > before ? ((total - done) * elapsedMs) / (done - before) : undefined;
  return `${count(done)} of ${count(total)} ${what}${leftMs === undefined || done === total ? '' : `, about ${duration(leftMs)} left`}`;
}

const count = (n: number) => n.toLocaleString('en-US');

/** Seconds up to two minutes, then minutes, then hours and minutes: an estimate is not more exact. */
function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Our choice: what is done in a few seconds says nothing, and a reader of a log is not flooded. */
const everyMs = 5_000;

/**
 * Returns what hears of each bit that is done, and says a line at most every five seconds, the first one after five.
 * Another `what` is another step, with a speed of its own.
 */
export function reportProgress(say: (line: string) => void, now: () => number = () => performance.now()) {
  let saidAt = now();
  let step = { what: '', beganAt: saidAt, before: 0 };
  return (what: string, done: number, total?: number): void => {
    if (step.what !== what) step = { what, beganAt: now(), before: done };
    if (now() - saidAt < everyMs) return;
    saidAt = now();
    say(progressLine({ what, done, total, before: step.before, elapsedMs: saidAt - step.beganAt }));
  };
}
