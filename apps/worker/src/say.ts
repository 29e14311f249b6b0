type Level = 'info' | 'warn' | 'error';

/** Logs one line of JSON: words, ids and numbers only, nothing that a person or a provider wrote. */
export function say(level: Level, message: string, fields: Readonly<Record<string, string | number | undefined>> = {}): void {
  process.stdout.write(JSON.stringify({ timestamp: new Date().toISOString(), level, context: 'worker', message, ...fields }) + '\n');
}

/** Returns what may stand in a log of an error: its kind and its code. Messages of databases quote values. */
export function kindOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  const name = error instanceof Error ? error.name : typeof error;
  return typeof code === 'string' || typeof code === 'number' ? `${name} ${code}` : name;
}
