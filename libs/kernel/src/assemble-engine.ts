import { Engine, type EngineOptions } from '#engine';
import { projections } from '#read-models';
import { Challenges, Vault } from '#vault';

/** What differs between the engines of API, worker and tests. */
export type EngineParts = Pick<EngineOptions, 'database' | 'keys' | 'clock' | 'witness' | 'buildId' | 'afterCommit' | 'owed' | 'observe'>;

/**
 * Assembles the engine that every program uses: vault, one-time codes, all read models. Tests replace parts by
 * `instead`.
 */
export function assembleEngine(parts: EngineParts, instead: Partial<EngineOptions> = {}) {
  const vault = new Vault(parts.keys);
  const challenges = new Challenges();
  return { vault, challenges, engine: new Engine({ vault, challenges, projections, ...parts, ...instead }) };
}
