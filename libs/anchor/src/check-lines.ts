import type { PublicKey } from '#vault';
import { isSignedBy, noFormer, type WrittenLine } from './line';

export type LineFault =
  /** No line, or not one of ours; counted from 1 in the file. */
  | { fault: 'line-unreadable'; place: number }
  | { fault: 'signature-wrong'; n: number }
  | { fault: 'key-unknown'; n: number; key: string }
  /** The lines between these two are missing; `before` 0: the first ones. */
  | { fault: 'line-missing'; before: number; after: number }
  /** This line goes on behind a position at which no line before it ends: those that covered what is before are gone. */
  | { fault: 'start-missing'; n: number; behind: number }
  /** The line before this one is not the one that it names, although it is signed. */
  | { fault: 'line-replaced'; n: number };

/** Verifies signatures and places. @returns the faults, and the lines that are signed by one of the keys. */
export function checkLines(
  lines: readonly (WrittenLine | undefined)[],
  keys: readonly PublicKey[],
): { faults: LineFault[]; good: WrittenLine[] } {
  const faults: LineFault[] = [];
  const good: WrittenLine[] = [];
  lines.forEach((written, i) => {
    if (!written) return void faults.push({ fault: 'line-unreadable', place: i + 1 });
    const wrong = signatureFault(written, keys);
    if (wrong) faults.push(wrong);
    else good.push(written);
  });
  return { faults: [...faults, ...placeFaults(lines, new Set(good))], good };
}

function signatureFault(written: WrittenLine, keys: readonly PublicKey[]): LineFault | undefined {
  const { n, key: id } = written.line;
  const key = keys.find((each) => each.id === id);
  if (!key) return { fault: 'key-unknown', n, key: id };
  return isSignedBy(key, written) ? undefined : { fault: 'signature-wrong', n };
}

/** A line that is named already as unreadable or wrong does not make the next one a fault. */
function placeFaults(lines: readonly (WrittenLine | undefined)[], good: ReadonlySet<WrittenLine>): LineFault[] {
  const ends = new Set([0]);
  return lines.flatMap((written, i) => {
    const before = i === 0 ? undefined : lines[i - 1];
    const isJudged = written && good.has(written) && (i === 0 || (before && good.has(before)));
    const faults = isJudged ? placeFault(written, before, ends) : [];
    if (written) ends.add(written.line.to);
    return faults;
  });
}

/** `ends`: where the lines before it end. */
function placeFault({ line }: WrittenLine, before: WrittenLine | undefined, ends: ReadonlySet<number>): LineFault[] {
  const last = before ? { ...before.line, hash: before.hash } : { n: 0, hash: noFormer, to: 0 };
  const isRestart = line.type === 'tenure-anchor-restart/1';
  // A restart says itself that lines before it were lost, but what it goes on behind was covered.
  const isLossTold = isRestart && line.n > last.n + 1;
  if (!isLossTold && line.n !== last.n + 1) return [{ fault: 'line-missing', before: last.n, after: line.n }];
  if (!isLossTold && line.former !== last.hash) return [{ fault: 'line-replaced', n: line.n }];
  const behind = isRestart ? line.to : line.from;
  return (isRestart ? ends.has(behind) : behind === last.to) ? [] : [{ fault: 'start-missing', n: line.n, behind }];
}
