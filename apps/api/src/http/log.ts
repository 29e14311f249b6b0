import { Logger, type LoggerService } from '@nestjs/common';
import { logOf, type Fields, type Log } from '#log';

/** The lines of one part of the API. They go through Nest, so that a test may take them. */
export class PartLog {
  private readonly nest: Logger;

  constructor(part: string) {
    this.nest = new Logger(part);
  }

  info(message: string, fields: Fields = {}): void {
    this.nest.log({ message, ...fields });
  }

  warn(message: string, fields: Fields = {}): void {
    this.nest.warn({ message, ...fields });
  }

  error(message: string, fields: Fields = {}): void {
    this.nest.error({ message, ...fields });
  }
}

/** Writes the lines of Nest and of our parts in the schema of all programs. */
export function nestLogger(log: Log = logOf('api')): LoggerService {
  const write =
    (level: keyof Log) =>
    (told: unknown, ...rest: unknown[]): void => {
      const part = rest.reverse().find((each) => typeof each === 'string');
      const { message, ...fields } = isLine(told) ? told : { message: String(told) };
      log[level](message, { ...(part !== undefined && { part }), ...fields });
    };
  return { log: write('info'), warn: write('warn'), error: write('error'), debug: write('debug'), verbose: write('debug') };
}

const isLine = (told: unknown): told is { message: string } & Fields => typeof told === 'object' && told !== null && 'message' in told;
