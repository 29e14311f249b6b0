import { parseArgs } from 'node:util';
import { checkAnchors, explainCheck, readAnchors } from '#anchor';
import { folding } from '#engine';
import { verifyChain, type Database } from '#event-store';

export interface Verification {
  /** A folder of the anchor, or a file of its lines. */
  against: string | undefined;
  /** Trusts these public keys alone; without any those beside the lines. */
  keys: string[];
  /** Compares the events of lines behind this one only. */
  after: number;
}

/** @throws for an option that is none. */
export function readVerification(given: readonly string[]): Verification {
  const { values } = parseArgs({
    args: [...given],
    options: { against: { type: 'string' }, key: { type: 'string', multiple: true }, after: { type: 'string', default: '0' } },
  });
  if (!/^\d+$/.test(values.after)) throw new Error('--after is the number of a line');
  if (values.against === undefined && (values.key || values.after !== '0')) throw new Error('--key and --after need --against');
  return { against: values.against, keys: values.key ?? [], after: Number(values.after) };
}

/** Prints every fault, and what was checked. @returns how many faults. */
export async function verify(database: Database, { against, keys: keyFiles, after }: Verification): Promise<number> {
  // Before the long part, so that a wrong path is said at once.
  const anchors = against === undefined ? undefined : readAnchors(against, keyFiles);
  const { events, faults } = await verifyChain(database, folding);
  for (const { streamId, version, fault, table } of faults) console.log(`${fault} at ${streamId}@${version}${table ? ` in ${table}` : ''}`);
  console.log(`${events} events verified, ${faults.length} faults.`);
  if (!anchors) return faults.length;
  const check = await checkAnchors(database, anchors.lines, { keys: anchors.keys, after });
  for (const line of explainCheck(check)) console.log(line);
  return faults.length + check.faults.length;
}
