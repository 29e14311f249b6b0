import type { LogLine } from '#log';

/** A line of any part of a stack. */
export type Told = LogLine;
type Head = Pick<LogLine, 'time' | 'level' | 'message' | 'process'>;

const postgres = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3}) UTC \[\d+\] ([A-Z]+\d?):\s+(.*)$/;
const temporal = /^time=(\S+) level=(\w+) msg=(?:"((?:[^"\\]|\\.)*)"|(\S+))(.*)$/;
/** Temporal names the workflow, whose id is that of the process. */
const workflow = / wf-id=(\S+)/;

const levels: Readonly<Record<string, LogLine['level']>> = {
  WARNING: 'warn',
  WARN: 'warn',
  ERROR: 'error',
  FATAL: 'error',
  PANIC: 'error',
};
const levelOf = (word: string) => levels[word.toUpperCase()] ?? 'info';

const ofPostgres = (line: string): Head | undefined => {
  const [, day, time, word, message] = postgres.exec(line) ?? [];
  return day === undefined ? undefined : { time: `${day}T${time}Z`, level: levelOf(word!), message: message! };
};

const ofTemporal = (line: string): Head | undefined => {
  const [, time, word, quoted, plain, rest] = temporal.exec(line) ?? [];
  if (time === undefined) return undefined;
  const [, process] = workflow.exec(rest!) ?? [];
  const message = `${quoted ?? plain}${rest}`.trim();
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return undefined;
  return { time: at.toISOString(), level: levelOf(word!), message, ...(process !== undefined && { process }) };
};

const foreign = { postgres: ['postgresql', ofPostgres], temporal: ['temporal', ofTemporal] } as const;

/**
 * Turns the log of one part into lines of the one schema: those of our programs are so already. What another program
 * writes without a time belongs to the line before.
 */
export function inOneSchema(part: string, text: string): Told[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (!(part in foreign)) return lines.flatMap(ofOurs);
  const [service, read] = foreign[part as keyof typeof foreign];
  const told: Told[] = [];
  for (const line of lines) {
    const head = read(line);
    const last = told.at(-1);
    if (head) told.push({ ...head, service });
    else if (last) last.message += ` ${line.trim()}`;
  }
  return told;
}

function ofOurs(line: string): Told[] {
  try {
    const told: unknown = JSON.parse(line);
    return isTold(told) ? [told] : [];
  } catch {
    return [];
  }
}

/** What a library prints may be JSON too, and a release before this schema wrote lines without `time`. */
function isTold(line: unknown): line is Told {
  const { time, level, message } = (line ?? {}) as Readonly<Record<string, unknown>>;
  return [time, level, message].every((field) => typeof field === 'string');
}
