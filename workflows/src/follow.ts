import { defineQuery, setDefaultSignalHandler, setHandler, workflowInfo } from '@temporalio/workflow';
import type { ProcessType } from '#domain';
import { Followed } from './followed';
import { sentenceFor, type Story } from './story';

const inspect = defineQuery<Record<string, unknown>>('inspect');

/**
 * The workflow of a process: follows the one whose id is the workflow's id until it is finished, and returns its
 * outcome. It also ends while there is nothing to wait for (`resting`): any wake starts it again.
 * Reads no input and nothing that a signal carries. A stream that is unknown or of another type is finished at once.
 */
export const following =
  <P extends ProcessType>(type: P, story: Story<P>) =>
  (): Promise<string> =>
    follow(type, story);

async function follow<P extends ProcessType>(type: P, story: Story<P>): Promise<string> {
  const process = new Followed();
  setDefaultSignalHandler(() => process.lookAgain());
  setHandler(inspect, () => process.inspect(), { description: 'Where the process stands, what it waits for and what it performs.' });
  if (workflowInfo().workflowId.startsWith(`${type}:`)) await process.read();
  while (!process.finished) {
    const sentence = sentenceFor(process.status, story);
    if (process.rest(sentence)) return 'resting';
    await process.change(sentence);
  }
  return process.outcome;
}
