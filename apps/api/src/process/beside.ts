import type { Caller, Engine, Outcome } from '#engine';

type Work = Parameters<Engine['beside']>[1];

const uniqueViolation = '23505';

/**
 * `engine.beside` for calls that may come twice at the same moment: the second then runs into the rows that the first inserted under the ids that both derive,
 * and finds the recorded answer when it asks again.
 */
export async function besideOnce(engine: Engine, caller: Caller, work: Work): Promise<Outcome> {
  try {
    return await engine.beside(caller, work);
  } catch (error) {
    const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
    if ((driverError?.code ?? code) !== uniqueViolation) throw error;
    return engine.beside(caller, work);
  }
}
