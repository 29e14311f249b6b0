import { parseArgs } from 'node:util';
import { AnchorFolder, readStop, resumeAnchor } from '#anchor';
import { openDatabase } from '#event-store';
import { Signer } from '#vault';
import { readAnchorerConfig } from './config';

/**
 * `npm run anchor`: says whether the anchor goes on; with `--resume` an operator lets it go on after a loss.
 * Exits with 0, with 1 where the anchor has stopped, and with 2 where it could not find out or go on.
 */
async function main(): Promise<void> {
  const { resume } = parseArgs({ options: { resume: { type: 'boolean', default: false } } }).values;
  const config = readAnchorerConfig();
  const database = await openDatabase({ url: config.DATABASE_URL, applicationName: 'tenure-anchor', poolSize: 1 });
  const parts = { database, folder: new AnchorFolder(config.ANCHOR_DIR), signer: () => Signer.fromFile(config.SIGNING_KEY_FILE) };
  try {
    if (!resume) return await tell(parts);
    const line = await resumeAnchor(parts);
    console.log(
      line
        ? `Line ${line.n} says that the anchor goes on behind position ${line.to}: the worker does within 5 minutes.`
        : 'Nothing was in the way of the anchor.',
    );
  } finally {
    await database.close();
  }
}

/** @throws also where no line can be signed, as the worker does. */
async function tell(parts: Parameters<typeof resumeAnchor>[0]): Promise<void> {
  parts.signer();
  const stop = await readStop(parts);
  if (stop) process.exitCode = 1;
  console.log(stop ? `The anchor has stopped: ${stop}. --resume goes on (docs/runbook.md).` : 'Nothing is in the way of the anchor.');
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 2;
});
