import { checkAnchors, explainCheck, readAnchors } from '#anchor';
import { folding } from '#engine';
import { verifyChain, type Database } from '#event-store';
import { readOptions, reportProgress } from '#progress';

export interface Verification {
  /** A folder of the anchor, or a file of its lines. */
  against: string | undefined;
  /** Trusts these public keys alone; without any those beside the lines. */
  keys: string[];
  /** Compares the events of lines behind this one only. */
  after: number;
}

const usage = `npm run verify-chain -- [options]

  Computes every hash of the record again, and says to stderr how far it is. It uses OWNER_DATABASE_URL (and
  OWNER_DATABASE_PASSWORD_FILE), else the stack that TENURE_STACK names, else that of this folder. It ends with 0, with 1
  where it found a fault, and with 2 where it could not look.

  --against=<path>  compares with the anchor too: its folder, or a file of its lines
  --key=<file>      trusts this public key, and no key that lies beside the lines; may be given several times
  --after=<n>       compares the events of the lines behind line n only`;

/** @throws for an option that is none. */
export function readVerification(given: readonly string[]): Verification {
  const options = {
    against: { type: 'string' },
    key: { type: 'string', multiple: true },
    after: { type: 'string', default: '0' },
  } as const;
  const values = readOptions(usage, options, given);
  if (!/^\d+$/.test(values.after)) throw new Error('--after is the number of a line');
  if (values.against === undefined && (values.key || values.after !== '0')) throw new Error('--key and --after need --against');
  return { against: values.against, keys: values.key ?? [], after: Number(values.after) };
}

/** @throws where no line is there to compare with, or not the one behind which the check begins: that proves nothing. */
function readCovering(against: string, keyFiles: readonly string[], after: number): ReturnType<typeof readAnchors> {
  const anchors = readAnchors(against, keyFiles);
  const last = anchors.lines.at(-1);
  if (anchors.lines.length === 0) throw new Error(`${against} has no line of the anchor: nothing was compared`);
  if (last && last.line.n < after) throw new Error(`${against} ends with line ${last.line.n}, before line ${after}: nothing was compared`);
  return anchors;
}

/** Prints every fault, and what was checked; how far it is, to stderr. @returns how many faults. */
export async function verify(database: Database, { against, keys: keyFiles, after }: Verification): Promise<number> {
  // Before the long part, so that a wrong path is said at once.
  const anchors = against === undefined ? undefined : readCovering(against, keyFiles, after);
  const report = reportProgress((line) => console.error(`verify-chain: ${line}`));
  const { events, faults } = await verifyChain(database, folding, (done, total) => report('events', done, total));
  for (const { streamId, version, fault, table } of faults) console.log(`${fault} at ${streamId}@${version}${table ? ` in ${table}` : ''}`);
  console.log(`${events} events verified, ${faults.length} faults.`);
  if (!anchors) return faults.length;
  const check = await checkAnchors(database, anchors.lines, {
    keys: anchors.keys,
    after,
    howFar: (done, total) => report('lines of the anchor', done, total),
  });
  for (const line of explainCheck(check)) console.log(line);
  return faults.length + check.faults.length;
}
