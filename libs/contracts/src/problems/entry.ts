export interface ProblemEntry {
  status: number;
  /** What is wrong. */
  title: string;
  /** What the caller does now: which call, which field, when. A fixed sentence that repeats nothing of the request. */
  detail: string;
}

export const entry = (status: number, title: string, detail: string): ProblemEntry => ({ status, title, detail });

/** Ids derive from the idempotency key: a caller gets this for a key whose answer is no longer kept. */
export const madeBefore = (title: string): ProblemEntry =>
  entry(409, title, 'An earlier request with this Idempotency-Key created it: use that one, or send a new key to create another.');
