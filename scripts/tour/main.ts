import { readFileSync } from 'node:fs';
import { runningStack } from '#stack';
import { Api } from './api';
import { leave } from './deregistration';
import { Guide } from './guide';
import { grow, leaveAndComeBack } from './life';
import { register } from './registration';
import { Story } from './story';

/** One life: from an invite to an account, through its days, out of it again, until the number belongs to somebody else. */
async function main(): Promise<void> {
  const { apiUrl, operatorKeyFile, simulatorUrl } = runningStack();
  const story = new Story();
  const guide = new Guide(new Api(apiUrl, readFileSync(operatorKeyFile, 'utf8').trim()), story, simulatorUrl);
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
