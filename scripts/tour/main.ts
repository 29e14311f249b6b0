import { readFileSync } from 'node:fs';
import { Api, provenBy, serviceKeyBody } from '#journey';
import { runningStack } from '#stack';
import { leave } from './deregistration';
import { Guide } from './guide';
import { grow, leaveAndComeBack } from './life';
import { register } from './registration';
import { Story } from './story';

/** One life: from an invite to an account, through its days, to the end, until the number belongs to another person. */
async function main(): Promise<void> {
  const { apiUrl, operatorKeyFile, simulatorUrl } = runningStack();
  const story = new Story();
  const operator = new Api(apiUrl, readFileSync(operatorKeyFile, 'utf8').trim(), provenBy(simulatorUrl));
  story.step('An operator gives a backend service its key');
  const given = await operator.post<{ key: string }>('/v1/api-keys', serviceKeyBody('tour'));
  story.expect('the service has a key', given.status, 201);
  const guide = new Guide(operator, operator.withKey(given.body.key), story, simulatorUrl);
  const person = await register(guide);
  await grow(guide, person);
  await leaveAndComeBack(guide, person);
  await leave(guide, person);
  story.end();
}

main().catch((error: unknown) => {
  console.error(`\nThe tour stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
