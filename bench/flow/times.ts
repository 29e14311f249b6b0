import { quantile } from '../measure/quantile';

/** The 50th and the 95th percentile, in milliseconds. */
export interface Percentiles {
  p50: number;
  p95: number;
}

/** How long each call took, by its name. */
export class Times {
  readonly #times = new Map<string, number[]>();

  async measure<T>(name: string, work: Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const result = await work;
    const times = this.#times.get(name) ?? [];
    times.push(performance.now() - startedAt);
    this.#times.set(name, times);
    return result;
  }

  percentiles(): Record<string, Percentiles> {
    return Object.fromEntries([...this.#times].map(([name, times]) => [name, { p50: quantile(times, 0.5), p95: quantile(times, 0.95) }]));
  }
}
