/**
 * Runs something whose package tells its wishes on the console, which is no log of ours: it asks for a newer Node and
 * for a database. Neither is wanted of a simulator.
 */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { warn, info } = console;
  Object.assign(console, { warn: () => undefined, info: () => undefined });
  try {
    return await work();
  } finally {
    Object.assign(console, { warn, info });
  }
}
