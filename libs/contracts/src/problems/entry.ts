export interface ProblemEntry {
  status: number;
  /** What is wrong. */
  title: string;
  /** What the caller does now: which call, which field, when. A fixed sentence that repeats nothing of the request. */
  detail: string;
}

export const entry = (status: number, title: string, detail: string): ProblemEntry => ({ status, title, detail });
