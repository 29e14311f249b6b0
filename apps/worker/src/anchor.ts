import { AnchorFolder, readStop, resumeAnchor } from '#anchor';
import { openDatabase } from '#event-store';
import { Signer } from '#vault';
import { readAnchorerConfig } from './config';

/** `npm run anchor`: says whether the anchor goes on; with `--resume` an operator lets it go on after a loss. */
async function main(resume: boolean): Promise<void> {
  const config = readAnchorerConfig();
  const database = await openDatabase({ url: config.DATABASE_URL, applicationName: 'tenure-anchor', poolSize: 1 });
  const parts = { database, folder: new AnchorFolder(config.ANCHOR_DIR), signer: () => Signer.fromFile(config.SIGNING_KEY_FILE) };
  try {
    if (!resume) {
      const stop = await readStop(parts);
      return console.log(
        stop ? `The anchor has stopped: ${stop}. --resume goes on (docs/runbook.md).` : 'Nothing is in the way of the anchor.',
      );
    }
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

main(process.argv.includes('--resume')).catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
