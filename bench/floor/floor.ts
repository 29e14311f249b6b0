import { inWorkshop, type Workshop } from '../stacks/workshop';
import { httpFloor } from './http-floor';
import { record } from './recording';
import { sqlFloor } from './sql-floor';
import { temporalFloor } from './temporal-floor';
import type { Floor } from './figures';

/**
 * What lifecycles would cost if programs did nothing of their own: a stack is recorded, and then the same calls go to a
 * bare server, the same statements to PostgreSQL, and the same signals to workflows that make the same turns; each part
 * on servers of its own, one part after the other.
 */
export const measureFloor = (seed: number, seconds: number): Promise<Floor> =>
  inWorkshop(async (workshop, signal) => {
    console.error('  floor: recording lifecycles');
    const recording = await record(workshop, seed, seconds * 1_000, signal);
    const { lifecycles, workflows } = recording.atOnce;
    const part = async <T>(name: string, measure: (within: Workshop) => Promise<T>): Promise<T> => {
      signal.throwIfAborted();
      console.error(`  floor: ${name}`);
      return measure(workshop);
    };
    const http = await part('bare HTTP', () => httpFloor(recording.calls));
    const sql = await part('bare statements', (within) => sqlFloor(recording, within));
    const temporal = await part('bare Temporal', (within) => temporalFloor(recording, within));
    return { lifecycles, recorded: workflows, http, sql, temporal };
  });
