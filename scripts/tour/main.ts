import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api, serviceKeyBody } from '#journey';
import { leave } from './deregistration';
import { Guide } from './guide';
import { grow, leaveAndComeBack } from './life';
import { register } from './registration';
import { Story } from './story';

interface Stack {
  apiUrl: string;
  operatorKeyFile: string;
  simulatorUrl: string;
}

function runningStack(): Stack {
  const file = process.env.TENURE_STACK ?? join(process.cwd(), '.tenure', 'stack.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Stack;
  } catch {
    throw new Error('no stack is running here: start one with `npm start`, and leave it running');
  }
}

/** One life: from an invite to an account, through its days, out of it again, until the number belongs to somebody else. */
async function main(): Promise<void> {
  const { apiUrl, operatorKeyFile, simulatorUrl } = runningStack();
  const story = new Story();
  const operator = new Api(apiUrl, readFileSync(operatorKeyFile, 'utf8').trim());
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
