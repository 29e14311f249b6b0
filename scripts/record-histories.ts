import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTemporal } from '#temporal';
import { Lives } from './record-histories/lives';
import { Recorder } from './record-histories/recorder';
import { repositoryRoot } from './stack/repository';
import type { StackFile } from './stack/state';
import { namespace } from './stack/temporal';
import { Api } from './tour/api';

function freshStack(): StackFile {
  const file = process.env.TENURE_STACK ?? join(process.cwd(), '.tenure', 'stack.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StackFile;
  } catch {
    throw new Error(
      'no stack is running here: start one with `npm start -- --ephemeral --ports=free` and name its stack.json in TENURE_STACK',
    );
  }
}

/** Lives through everything that a workflow can live through on a running stack, whose clock goes on by 47 days, and keeps the histories of it. */
async function main(release: string): Promise<void> {
  const { apiUrl, operatorKeyFile, simulatorUrl, temporalAddress } = freshStack();
  const { client, close } = openTemporal({ address: temporalAddress, namespace });
  try {
    const recorder = new Recorder(client, join(repositoryRoot, 'workflows', 'replay', release));
    const operator = new Api(apiUrl, readFileSync(operatorKeyFile, 'utf8').trim());
    await new Lives(operator, simulatorUrl, client, recorder).run();
    recorder.write();
  } finally {
    await close();
  }
}

const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { version: string };
main(process.argv[2] ?? version).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
