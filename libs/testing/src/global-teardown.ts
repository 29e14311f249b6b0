import { readPidFile, send, type State, stopOrder } from '../../stack/src/index';

/** Set-up and teardown are modules of their own to Jest, yet of one process. */
const shared = globalThis as { tenureTestState?: State | undefined };
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export default async function tearDown(): Promise<void> {
  await endTestStack();
}

/** Remembers what to end, also when the run is interrupted. */
export function keepTestState(state: State): void {
  shared.tenureTestState = state;
  for (const signal of signals) process.once(signal, interrupted);
}

/** Ends the servers that set-up has started, and removes their folder. */
export async function endTestStack(): Promise<void> {
  const state = shared.tenureTestState;
  shared.tenureTestState = undefined;
  for (const signal of signals) process.off(signal, interrupted);
  if (!state) return;
  killServers(state);
  await state.endOrphans();
  state.remove();
}

function interrupted(): void {
  const state = shared.tenureTestState;
  if (state) {
    killServers(state);
    state.remove();
  }
  process.exit(130);
}

/** Nothing in a test server is worth an orderly end. */
function killServers(state: State): void {
  for (const { name } of stopOrder) {
    const server = readPidFile(state.pid(name));
    if (server) send(server.pid, name === 'postgres' ? 'SIGQUIT' : 'SIGKILL');
  }
}
