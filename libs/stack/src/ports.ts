import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { commandOf } from './process-identity';

/** Below the range that systems hand to outgoing connections, so that a port stays ours while its server restarts. */
const firstFree = 20_000;
const lastFree = 32_000;
const attempts = 200;

/** A port that was given and is not listened on yet, or not at the moment, looks free to this process and to others. */
const given = new Set<number>();
const portsPerProcess = 60;

/** The first of the ports that a process draws from: two processes that were started one after the other share none. */
export const firstPortOf = (pid: number): number => firstFree + ((pid * portsPerProcess) % (lastFree - firstFree));

/** A port on the loopback interface that nobody listens on, and that nobody here was given before. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    // One that needs more than its own takes any.
    const [first, ports] = attempt < attempts / 2 ? [firstPortOf(process.pid), portsPerProcess] : [firstFree, lastFree - firstFree];
    const port = first + Math.floor(Math.random() * ports);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${firstFree} and ${lastFree} in ${attempts} attempts`);
}

export async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Who listens on a port, in words: `process 4711 (node server.js)`. */
function holderOf(port: number): string {
  const pid = process.platform === 'linux' ? listenerFromProc(port) : listenerFromLsof(port);
  return pid === undefined ? 'a process of another user or container' : `process ${pid} (${commandOf(pid) ?? 'unknown command'})`;
}

/** The port asked for, or an error that says who has it and how to choose another. */
export async function claimPort(port: number, what: string, option: string): Promise<number> {
  if (await isFree(port)) return port;
  throw new Error(
    `port ${port}, wanted for ${what}, is taken by ${holderOf(port)}.\n` +
      `End that process, or choose another port: npm start -- --${option}=<port> (or --ports=free for free ones everywhere).`,
  );
}

function listenerFromProc(port: number): number | undefined {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => descriptorsOf(pid).some((target) => inodes.has(target)));
}

function listeningInodes(table: string, port: number): string[] {
  const hexPort = ':' + port.toString(16).toUpperCase().padStart(4, '0');
  const listening = '0A';
  try {
    return readFileSync(table, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(hexPort) && fields[3] === listening)
      .map((fields) => `socket:[${fields[9]}]`);
  } catch {
    return [];
  }
}

function descriptorsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((descriptor) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}

function listenerFromLsof(port: number): number | undefined {
  try {
    const first = execFileSync('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'], { encoding: 'utf8' })
      .trim()
      .split('\n')[0];
    return first ? Number(first) : undefined;
  } catch {
    return undefined;
  }
}
