/** Caches looked-up values: at most `max`, each for `forMs` milliseconds by a clock that nobody moves. */
export class TtlCache<V> {
  private readonly entries = new Map<string, { value: V; until: number }>();

  constructor(
    private readonly forMs: number,
    private readonly max: number,
  ) {}

  async get(key: string, look: () => Promise<V | undefined>): Promise<V | undefined> {
    const known = this.entries.get(key);
    if (known && known.until > performance.now()) return known.value;
    this.entries.delete(key);
    const value = await look();
    if (value === undefined) return undefined;
    const oldest = this.entries.size >= this.max ? this.entries.keys().next().value : undefined;
    if (oldest !== undefined) this.entries.delete(oldest);
    this.entries.set(key, { value, until: performance.now() + this.forMs });
    return value;
  }
}
