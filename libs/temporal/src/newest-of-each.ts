interface Next<T> {
  item: T;
  done: Promise<boolean>;
}

export interface NewestOfEach<T> {
  keyOf(item: T): string;
  isNewer(item: T, than: T): boolean;
  /** Never rejects. */
  work(item: T): Promise<boolean>;
  /** So many keys at once; false for every further one. */
  max: number;
}

/**
 * Returns a function that works on one item of a key at a time. Of all that come meanwhile only the newest follows, and
 * they share its answer, so no more wait than are under way.
 */
export function newestOfEach<T>({ keyOf, isNewer, work, max }: NewestOfEach<T>): (item: T) => Promise<boolean> {
  const underWay = new Map<string, { done: Promise<boolean>; next?: Next<T> }>();

  function begin(key: string, item: T): Promise<boolean> {
    const turn: { done: Promise<boolean>; next?: Next<T> } = { done: work(item) };
    underWay.set(key, turn);
    void turn.done.then(() => turn.next ?? underWay.delete(key));
    return turn.done;
  }

  return (item) => {
    const key = keyOf(item);
    const turn = underWay.get(key);
    if (!turn) return underWay.size < max ? begin(key, item) : Promise.resolve(false);
    if (turn.next) {
      if (isNewer(item, turn.next.item)) turn.next.item = item;
      return turn.next.done;
    }
    const next: Next<T> = { item, done: turn.done.then(() => begin(key, next.item)) };
    turn.next = next;
    return next.done;
  };
}
