import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** A machine between two boots, whose uptime outlives the programs on it. */
export interface Machine {
  id: string;
  /** The milliseconds since the boot; it goes on while the machine sleeps, and nobody can set it. */
  uptimeMs(): number;
}

/**
 * Returns this machine. Where the system names no boot (every one but Linux), each program counts as a machine of its
 * own: its monotonic clock says nothing about the time before it started.
 */
export function thisMachine(): Machine {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { id: `boot ${boot}`, uptimeMs: () => uptime() * 1_000 };
  } catch {
    return { id: `program ${randomUUID()}`, uptimeMs: () => performance.now() };
  }
}
