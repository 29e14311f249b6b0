import { readPidFile, sendSignal, type StackFolder, stopOrder } from '../../stack/src/index';

/** Set-up and teardown are modules of their own to Jest, yet of one process. */
const shared = globalThis as { tenureTestState?: StackFolder | undefined };
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export default async function tearDown(): Promise<void> {
  await endTestStack();
}

/** Remembers what to end, also when the run is interrupted. */
export function keepTestState(folder: StackFolder): void {
  shared.tenureTestState = folder;
  for (const signal of signals) process.once(signal, interrupted);
}

/** Ends the servers that set-up has started, and removes their folder. */
export async function endTestStack(): Promise<void> {
  const folder = shared.tenureTestState;
  shared.tenureTestState = undefined;
  for (const signal of signals) process.off(signal, interrupted);
  if (!folder) return;
  killServers(folder);
  await folder.endOrphans();
  folder.remove();
}

function interrupted(): void {
  const folder = shared.tenureTestState;
  if (folder) {
    killServers(folder);
    folder.remove();
  }
  process.exit(130);
}

/** Nothing in a test server is worth an orderly end. */
function killServers(folder: StackFolder): void {
  for (const { name } of stopOrder) {
    const server = readPidFile(folder.pid(name));
    if (server) sendSignal(server.pid, name === 'postgres' ? 'SIGQUIT' : 'SIGKILL');
  }
}
