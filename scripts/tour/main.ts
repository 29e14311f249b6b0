import { readFileSync } from 'node:fs';
import { Api, provenBy, serviceKeyBody } from '#journey';
import { runningStack } from '#stack';
import { approvals } from './approvals/approvals';
import { Guide } from './guide';
import { oneLife } from './one-life';
import { Story } from './story';
import { verification } from './verification/verification';
import { registration } from './ways/registration';

/** Each tour, by the word that `npm run tour --` takes. */
const tours: Readonly<Record<string, (guide: Guide) => Promise<void>>> = { life: oneLife, approvals, registration, verification };

async function main([name = 'life']: readonly string[]): Promise<void> {
  const tour = Object.hasOwn(tours, name) ? tours[name] : undefined;
  if (tour === undefined) throw new Error(`say one of: ${Object.keys(tours).join(', ')}`);
  const { apiUrl, operatorKeyFile, simulatorUrl } = runningStack();
  const story = new Story();
  const operator = new Api(apiUrl, readFileSync(operatorKeyFile, 'utf8').trim(), provenBy(simulatorUrl));
  story.step('An operator gives a backend service its key');
  const given = await operator.post<{ key: string }>('/v1/api-keys', serviceKeyBody('tour'));
  story.expect('the service has a key', given.status, 201);
  await tour(new Guide(operator, operator.withKey(given.body.key), story, simulatorUrl));
  story.end();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`\nThe tour stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
