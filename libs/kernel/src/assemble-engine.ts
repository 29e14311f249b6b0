import { Engine, type EngineOptions } from '#engine';
import { projections } from '#read-models';
import { Challenges, Vault } from '#vault';

/** What differs between the engines of API, worker and tests. */
export type EngineParts = Pick<EngineOptions, 'database' | 'keys' | 'clock' | 'buildId' | 'afterCommit' | 'observe'>;

/** The engine as every program has it: with the vault of these keys, one-time codes and every read model. `instead` replaces parts of it, in tests. */
export function assembleEngine(parts: EngineParts, instead: Partial<EngineOptions> = {}) {
  const vault = new Vault(parts.keys);
  const challenges = new Challenges();
  return { vault, challenges, engine: new Engine({ vault, challenges, projections, ...parts, ...instead }) };
}
