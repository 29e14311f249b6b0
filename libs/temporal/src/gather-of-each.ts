export interface GatherOfEach<T> {
  keyOf(item: T): string;
  /** What two items of a key are as one; `later` came after the other. */
  join(earlier: T, later: T): T;
  forMs: number;
  pass(item: T): void;
}

/** Returns a function that keeps an item for so long, and passes all that have come of its key meanwhile as one. */
export function gatherOfEach<T>({ keyOf, join, forMs, pass }: GatherOfEach<T>): (item: T) => void {
  const kept = new Map<string, T>();

  function end(key: string): void {
    const item = kept.get(key)!;
    kept.delete(key);
    pass(item);
  }

  return (item) => {
    const key = keyOf(item);
    const earlier = kept.get(key);
    kept.set(key, earlier === undefined ? item : join(earlier, item));
    // Nobody waits for it: a program that ends leaves what it keeps to others.
    if (earlier === undefined) setTimeout(() => end(key), forMs).unref();
  };
}
