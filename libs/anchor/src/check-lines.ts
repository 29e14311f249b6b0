import type { PublicKey } from '#vault';
import { isSignedBy, noFormer, type WrittenLine } from './line';

export type LineFault =
  /** No line, or not one of ours; counted from 1 in the file. */
  | { fault: 'line-unreadable'; place: number }
  | { fault: 'signature-wrong'; n: number }
  | { fault: 'key-unknown'; n: number; key: string }
  /** The lines between these two are missing; `before` 0: the first ones. */
  | { fault: 'line-missing'; before: number; after: number }
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
  return lines.flatMap((written, i) => {
    const before = i === 0 ? undefined : lines[i - 1];
    if (!written || !good.has(written) || (before && !good.has(before)) || (i > 0 && !before)) return [];
    return placeFault(written, before);
  });
}

function placeFault({ line }: WrittenLine, before: WrittenLine | undefined): LineFault[] {
  const last = before ? { n: before.line.n, hash: before.hash } : { n: 0, hash: noFormer };
  // A restart says itself that lines before it were lost.
  if (line.type === 'tenure-anchor-restart/1' && line.n > last.n + 1) return [];
  if (line.n !== last.n + 1) return [{ fault: 'line-missing', before: last.n, after: line.n }];
  return line.former === last.hash ? [] : [{ fault: 'line-replaced', n: line.n }];
}
