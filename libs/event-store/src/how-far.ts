/** Hears how far a long work is: called often, it must cost nothing. The total may be an estimate. */
export type HowFar = (done: number, total: number) => void;
