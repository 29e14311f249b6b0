import { pino } from 'pino';
import type { Fields, Level, Service } from './line';
import { currentTrace } from './trace';

/** Writes lines: a message of ours, and flat fields. */
export type Log = Readonly<Record<Level, (message: string, fields?: Fields) => void>>;

/** Through the stream, so that a line is written before the program may end. */
const toOutput = (line: string) => void process.stdout.write(line);

/** A log whose reader is gone, or whose disk is full, loses lines: without a listener it would end the program. */
function outliveOutput(): typeof toOutput {
  if (!process.stdout.listeners('error').includes(nothing)) process.stdout.on('error', nothing);
  return toOutput;
}

/** Logs one line of JSON each, to standard output; a line that is written on a trace names it by itself. */
export function logOf(service: Service, write: (line: string) => void = outliveOutput()): Log {
  const lines = pino(
    {
      base: { service },
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      mixin: () => ({ trace: currentTrace() }),
    },
    { write },
  );
  const at =
    (level: Level) =>
    (message: string, fields: Fields = {}) =>
      lines[level](sayable(fields), message);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** JSON has no word for NaN, and an undefined field would hide the one of the trace. */
const sayable = (fields: Fields): object =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && !(typeof value === 'number' && !Number.isFinite(value))),
  );

const nothing = () => undefined;

/** Writes nothing: for parts that run without a program. */
export const silent: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Returns what may stand in a log of an error: its kind and its code. Messages of databases quote values. */
export function kindOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  const name = error instanceof Error ? error.name : typeof error;
  return typeof code === 'string' || typeof code === 'number' ? `${name} ${code}` : name;
}

/** Returns the code of an error, where it has one. */
export function codeIn(error: unknown): string | number | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' || typeof code === 'number' ? code : undefined;
}
