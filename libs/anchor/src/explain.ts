import type { AnchorCheck, AnchorFault } from './check';
import type { RestartLine } from './line';

/** What a person reads of a check: a sentence for each fault, and what was checked. */
export function explainCheck({ faults, restarts, keys, lines, compared, events, last }: AnchorCheck): string[] {
  return [
    ...restarts.map(explainRestart),
    ...faults.map(explainFault),
    `${lines} lines of the anchor, ${last ? `the last of ${last.line.at}` : 'none'}; signed by ${keys.map(({ id, from }) => `key ${id} from line ${from} on`).join(', ') || 'nobody'}.`,
    `${events} events of ${compared} lines compared, ${faults.length} faults.`,
  ];
}

const explainRestart = ({ n, to, at }: RestartLine) =>
  `note: with line ${n} (${at}) an operator went on behind position ${to}: what earlier lines say of later positions holds no more.`;

function explainFault(fault: AnchorFault): string {
  switch (fault.fault) {
    case 'line-unreadable':
      return `line unreadable: what stands at place ${fault.place} of the file is no line.`;
    case 'signature-wrong':
      return `signature wrong: line ${fault.n} is not what its key has signed.`;
    case 'key-unknown':
      return `key unknown: line ${fault.n} is signed by key ${fault.key}, which is not among those given.`;
    case 'line-missing':
      return `line missing: after line ${fault.before} comes line ${fault.after}.`;
    case 'line-replaced':
      return `line replaced: line ${fault.n} names another line before it than the one that is there.`;
    case 'start-missing':
      return `start missing: line ${fault.n} goes on behind position ${fault.behind}, and the lines that covered what is before are not there.`;
    case 'end-missing':
      return `end missing: you know line ${fault.after}, and the last one here is line ${fault.last}.`;
    case 'database-older':
      return explainOlder(fault);
    case 'content-differs':
      return explainContent(fault);
  }
}

const explainOlder = ({ newest, upTo, line }: Extract<AnchorFault, { fault: 'database-older' }>) =>
  `database older than the anchor: its last event has position ${newest}, and lines cover events up to ${upTo}. ` +
  `Positions ${newest + 1} to ${upTo} are missing; the first line that covers some of them is line ${line.n} of ${line.at}.`;

function explainContent({ line, found, otherEvent, suspects }: Extract<AnchorFault, { fault: 'content-differs' }>): string {
  const { n, from, to, at, events, streams } = line;
  const counts = `anchored were ${events} events of ${streams} streams, there are ${found.events} of ${found.streams}`;
  const other = otherEvent ? ` Position ${to} has another event, or none: a restored database may have used it again.` : '';
  const rest = suspects.count > suspects.streams.length ? `, and ${suspects.count - suspects.streams.length} more` : '';
  const named =
    suspects.count === 0 ? ' No stream that is left there can be it.' : ` One or more of: ${suspects.streams.join(', ')}${rest}.`;
  return `content differs: positions ${from + 1} to ${to}, line ${n} of ${at}; ${counts}.${other}${named}`;
}
