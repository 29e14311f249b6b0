import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Api, serviceKeyBody } from '#journey';
import { repositoryRoot, runningStack, temporalNamespace, withClient } from '#stack';
import { openTemporal } from '#temporal';
import { Recorder } from './record-histories/recorder';
import { Stage } from './record-histories/stage';
import { Crowd } from './record-release/crowd';
import { writeFixture } from './record-release/fixture';

/** Leads lives into every phase on the running stack of a release, and keeps its database as it stands then. */
async function main(release: string, commit: string): Promise<void> {
  const stack = runningStack();
  const { client, close } = openTemporal({ address: stack.temporalAddress, namespace: temporalNamespace });
  const operatorKey = readFileSync(stack.operatorKeyFile, 'utf8').trim();
  const operator = new Api(stack.apiUrl, operatorKey);
  const folder = join(repositoryRoot, 'libs', 'testing', 'former', release);
  try {
    await withClient(stack.ownerDatabaseUrl, async (owner) => {
      const { body: service } = await operator.post<{ key: string }>('/v1/api-keys', serviceKeyBody('former'));
      const recorder = new Recorder(client, join(repositoryRoot, 'workflows', 'replay', `${release}-lives`));
      const stage = new Stage(operator, operator.withKey(service.key), stack.simulatorUrl, client, recorder);
      const crowd = new Crowd(stage, operator, operator.withKey(service.key), owner, stack);
      await crowd.live();
      const keys = { operator: operatorKey, service: service.key };
      await writeFixture(owner, folder, async () => ({ release, commit, keys, ...(await crowd.index()) }));
      writeFileSync(join(folder, 'master-key'), readFileSync(join(dirname(stack.operatorKeyFile), 'master-key')));
      crowd.goOn();
      recorder.write();
    });
  } finally {
    await close();
  }
}

const [release, commit] = process.argv.slice(2);
main(release!, commit!).catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error);
  process.exitCode = 1;
});
