export interface ProblemEntry {
  status: number;
  /** What is the matter. */
  title: string;
  /** What to do now: which call, which field, when. A fixed sentence, with nothing of the request in it. */
  detail: string;
}

export const entry = (status: number, title: string, detail: string): ProblemEntry => ({ status, title, detail });

/** Ids derive from the idempotency key: a caller meets this with a key whose answer is kept no longer. */
export const madeBefore = (title: string): ProblemEntry =>
  entry(409, title, 'This Idempotency-Key has made it long ago: look for what it made, or send a new key to make another.');
