type Level = 'info' | 'warn' | 'error';

/** One line of JSON. Words, ids and numbers only: nothing that a person or a provider wrote. */
export function say(level: Level, message: string, fields: Readonly<Record<string, string | number | undefined>> = {}): void {
  process.stdout.write(JSON.stringify({ timestamp: new Date().toISOString(), level, context: 'worker', message, ...fields }) + '\n');
}

/** What of an error may stand in a log: its kind and its code. Messages of databases quote values. */
export function kindOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  const name = error instanceof Error ? error.name : typeof error;
  return typeof code === 'string' || typeof code === 'number' ? `${name} ${code}` : name;
}
