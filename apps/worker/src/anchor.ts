import { AnchorFolder, readStop, resumeAnchor } from '#anchor';
import { openDatabase } from '#event-store';
import { readOptions } from '#progress';
import { Signer } from '#vault';
import { readAnchorerConfig } from './config';

const usage = `npm run anchor -- [options]

  Says whether the anchor goes on. It uses DATABASE_URL, ANCHOR_DIR and SIGNING_KEY_FILE, else the stack that TENURE_STACK
  names, else that of this folder. It ends with 0, with 1 where the anchor has stopped, and with 2 where it could not find out
  or go on.

  --resume  an operator lets it go on after a loss`;

async function main(): Promise<void> {
  const { resume } = readOptions(usage, { resume: { type: 'boolean', default: false } });
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
