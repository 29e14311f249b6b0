import { spawn } from 'node:child_process';

interface Limits {
  withinMs: number;
  signal?: AbortSignal;
  /** More of the environment. */
  env?: Record<string, string>;
}

/** Runs a command to its end. @throws with its error output if it fails, takes too long or is aborted */
export function run(command: string, args: readonly string[], cwd: string, { withinMs, signal, env }: Limits): Promise<string> {
  return new Promise((resolve, reject) => {
    const ends = AbortSignal.any([AbortSignal.timeout(withinMs), ...(signal ? [signal] : [])]);
    // A group of its own: Ctrl-C in a terminal reaches this process alone, which then ends its parts in order.
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: ends,
      killSignal: 'SIGKILL',
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output.trim());
      else reject(new Error(`${[command, ...args].join(' ')} failed in ${cwd}\n${errors}`));
    });
  });
}
