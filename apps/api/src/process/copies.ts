import type { Copy } from '#domain';
import { streamIdOf } from '#engine';
import type { ProcessRow } from '#read-models';
import { processOfRow } from './view';

/** Rows by their streams. */
export type Rows = ReadonlyMap<string, ProcessRow>;

export const streamOfRow = ({ type, id }: ProcessRow): string => streamIdOf(type, id);

export const byStream = <R extends ProcessRow>(rows: readonly R[]): Map<string, R> => new Map(rows.map((row) => [streamOfRow(row), row]));

/** A program never decides on what it cannot read. @throws Unavailable */
export function copyOf(row: ProcessRow): Copy {
  processOfRow(row);
  return { state: row.state, policyVersion: row.policyVersion };
}
