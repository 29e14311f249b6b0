import type { HowFar, Tx } from '#event-store';
import type { PublicKey } from '#vault';
import { checkLines, type LineFault } from './check-lines';
import { findSuspects, type Suspects } from './suspects';
import { compare, eventAt, newestPosition, type Content } from './interval';
import type { AnchorLine, RestartLine, WrittenLine } from './line';

type Db = Pick<Tx, 'query'>;

export type AnchorFault =
  | LineFault
  /** The caller knows a line behind the last one of this file. */
  | { fault: 'end-missing'; last: number; after: number }
  /** The newest events of the database end before the last line. */
  | { fault: 'database-older'; newest: number; upTo: number; line: AnchorLine }
  | { fault: 'content-differs'; line: AnchorLine; found: Content; otherEvent: boolean; suspects: Suspects };

export interface AnchorCheck {
  faults: AnchorFault[];
  /** Lines by which operators went on. */
  restarts: RestartLine[];
  /** How many lines there are, of how many the events were compared, and how many events these are. */
  lines: number;
  compared: number;
  events: number;
  /** The keys that have signed, each with its first line. */
  keys: { id: string; from: number }[];
  /** The last line. */
  last: WrittenLine | undefined;
}

interface Options {
  keys: readonly PublicKey[];
  /** Compares the events of lines behind this one only. */
  after?: number;
  howFar?: HowFar;
}

/**
 * Verifies the signature and the place of every line, and computes the root of each anew from the events alone.
 * Each line is compared for itself, so that one fault hides no other. Read-only, in statements of one line each.
 */
export async function checkAnchors(
  db: Db,
  texts: readonly (WrittenLine | undefined)[],
  { keys, after = 0, howFar }: Options,
): Promise<AnchorCheck> {
  const { faults, good } = checkLines(texts, keys);
  const restarts = good.flatMap(({ line }) => (line.type === 'tenure-anchor-restart/1' ? [line] : []));
  const inForce = good.flatMap(({ line }) => (line.type === 'tenure-anchor/1' && holds(line, restarts) ? [line] : []));
  const newest = await newestPosition(db);
  const [there, missing] = [inForce.filter(({ to }) => to <= newest), inForce.filter(({ to }) => to > newest)];
  const looked = there.filter(({ n }) => n > after);
  const differing = await differences(db, looked, howFar);
  const isWrong = new Set(differing.map(({ line }) => line));
  const right = looked.filter((line) => !isWrong.has(line));
  return {
    faults: [...faults, ...cutOff(texts, after), ...(await contentFaults(db, differing, right)), ...older(missing, newest)],
    ...{ restarts, lines: texts.length, compared: looked.length },
    events: looked.reduce((sum, { events }) => sum + events, 0),
    keys: firstLinesOf(good),
    last: texts.at(-1),
  };
}

/** A line holds no more where a later restart went on behind an earlier position. */
const holds = ({ n, to }: AnchorLine, restarts: readonly RestartLine[]) => !restarts.some((later) => later.n > n && later.to < to);

function cutOff(texts: readonly (WrittenLine | undefined)[], after: number): AnchorFault[] {
  const last = texts.reduce((newest, written) => Math.max(newest, written?.line.n ?? 0), 0);
  return after > last ? [{ fault: 'end-missing', last, after }] : [];
}

type Difference = Awaited<ReturnType<typeof differences>>[number];

/** One after the other: of a history that was written anew every line differs. */
async function contentFaults(db: Db, differing: readonly Difference[], right: readonly AnchorLine[]): Promise<AnchorFault[]> {
  const faults: AnchorFault[] = [];
  for (const { line, found } of differing) {
    const otherEvent = (await eventAt(db, line.to)) !== line.event;
    faults.push({ fault: 'content-differs', line, found, otherEvent, suspects: await findSuspects(db, line, right) });
  }
  return faults;
}

async function differences(db: Db, lines: readonly AnchorLine[], howFar?: HowFar): Promise<{ line: AnchorLine; found: Content }[]> {
  const differing = [];
  for (const [i, line] of lines.entries()) {
    const { found, same } = await compare(db, line);
    if (!same) differing.push({ line, found });
    howFar?.(i + 1, lines.length);
  }
  return differing;
}

function older([first, ...rest]: readonly AnchorLine[], newest: number): AnchorFault[] {
  return first ? [{ fault: 'database-older', newest, upTo: (rest.at(-1) ?? first).to, line: first }] : [];
}

function firstLinesOf(lines: readonly WrittenLine[]): { id: string; from: number }[] {
  const first = new Map<string, number>();
  for (const { line } of lines) if (!first.has(line.key)) first.set(line.key, line.n);
  return [...first].map(([id, from]) => ({ id, from }));
}
