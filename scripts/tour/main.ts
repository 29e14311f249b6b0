import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api } from './api';
import { Story } from './story';
import { Tour } from './tour';

interface Stack {
  apiUrl: string;
  operatorKeyFile: string;
}

function runningStack(): Stack {
  const file = process.env.TENURE_STACK ?? join(process.cwd(), '.tenure', 'stack.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Stack;
  } catch {
    throw new Error('no stack is running here: start one with `npm start`, and leave it running');
  }
}

async function main(): Promise<void> {
  const { apiUrl, operatorKeyFile } = runningStack();
  const operator = new Api(apiUrl, readFileSync(operatorKeyFile, 'utf8').trim());
  const story = new Story();
  await new Tour(operator, story).run();
  story.end();
}

main().catch((error: unknown) => {
  console.error(`\nThe tour stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
