import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api, serviceKeyBody } from '#journey';
import { repositoryRoot, runningStack, temporalNamespace } from '#stack';
import { openTemporal } from '#temporal';
import { Arrivals } from './record-histories/arrivals';
import { Joiners } from './record-histories/joiners';
import { Lives } from './record-histories/lives';
import { Provers } from './record-histories/provers';
import { Recorder } from './record-histories/recorder';
import { Stage } from './record-histories/stage';

/** 47 and 34 days on the clock; the last applicants come and join within minutes. */
const casts = { lives: Lives, arrivals: Arrivals, joiners: Joiners, provers: Provers };

/** Runs every phase of a workflow on a live stack, whose clock goes on meanwhile, and keeps the histories. */
async function main(release: string, chosen: readonly string[]): Promise<void> {
  const unknown = chosen.filter((name) => !(name in casts));
  if (unknown.length > 0) throw new Error(`what can be recorded is ${Object.keys(casts).join(', ')}, not ${unknown.join(', ')}`);
  const { apiUrl, operatorKeyFile, simulatorUrl, temporalAddress } = runningStack();
  const { client, close } = openTemporal({ address: temporalAddress, namespace: temporalNamespace });
  try {
    const recorder = new Recorder(client, join(repositoryRoot, 'workflows', 'replay', release));
    const operator = new Api(apiUrl, readFileSync(operatorKeyFile, 'utf8').trim());
    const { body } = await operator.post<{ key: string }>('/v1/api-keys', serviceKeyBody('recorded'));
    const stage = new Stage(operator, operator.withKey(body.key), simulatorUrl, client, recorder);
    for (const [name, Cast] of Object.entries(casts)) if (chosen.length === 0 || chosen.includes(name)) await new Cast(stage).run();
    recorder.write();
  } finally {
    await close();
  }
}

const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { version: string };
const [release = version, ...chosen] = process.argv.slice(2);
main(release, chosen).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
