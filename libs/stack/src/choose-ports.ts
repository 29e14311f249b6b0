import { type PortName, ports, type StackOptions } from './options';
import { claimPort, freePort, isFree } from './ports';

/**
 * A port for each of these servers.
 * @throws an error that names the holder when a chosen port, or one that people use, is taken.
 */
export async function choosePorts(names: readonly PortName[], options: StackOptions): Promise<Record<PortName, number>> {
  const taken = new Set<number>();
  const result: Partial<Record<PortName, number>> = {};
  for (const name of names) {
    let port = await choosePort(name, options);
    while (taken.has(port)) port = await freePort();
    taken.add(port);
    result[name] = port;
  }
  // A server that the environment names needs no port; nobody reads its entry.
  return result as Record<PortName, number>;
}

async function choosePort(name: PortName, options: StackOptions): Promise<number> {
  const { usual, what, option, inner } = ports[name];
  const chosen = options.chosen[name];
  if (chosen !== undefined) return claimPort(chosen, what, option);
  if (options.freePorts) return freePort();
  if (inner) return (await isFree(usual)) ? usual : freePort();
  return claimPort(usual, what, option);
}
