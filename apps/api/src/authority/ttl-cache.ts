/** Caches looked-up values: at most `max`, each for `forMs` milliseconds by a clock that nobody moves. */
export class TtlCache<V> {
  private readonly entries = new Map<string, { value: V; until: number }>();
  /** Counts what was forgotten: a value that was looked up before may be an old one. */
  private forgotten = 0;

  constructor(
    private readonly forMs: number,
    private readonly max: number,
  ) {}

  async get(key: string, look: () => Promise<V | undefined>): Promise<V | undefined> {
    const known = this.entries.get(key);
    if (known && known.until > performance.now()) return known.value;
    this.entries.delete(key);
    const { forgotten } = this;
    const value = await look();
    if (value === undefined || forgotten !== this.forgotten) return value;
    const oldest = this.entries.size >= this.max ? this.entries.keys().next().value : undefined;
    if (oldest !== undefined) this.entries.delete(oldest);
    this.entries.set(key, { value, until: performance.now() + this.forMs });
    return value;
  }

  /** Looks up this value anew, or every value, also one that is being looked up now. */
  forget(key?: string): void {
    this.forgotten += 1;
    if (key === undefined) this.entries.clear();
    else this.entries.delete(key);
  }
}
