import {
  CancellationScope,
  condition,
  proxyActivities,
  proxyLocalActivities,
  setDefaultSignalHandler,
  sleep,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { defineSearchAttributeKey, type SearchAttributeUpdatePair } from '@temporalio/common';
import type { Command, Turn } from './turns';

const { look } = proxyLocalActivities<{ look(bytes: number): Promise<string> }>({ startToCloseTimeout: '10 s' });
const { perform } = proxyActivities<{ perform(): Promise<void> }>({ startToCloseTimeout: '10 s' });

/** Makes the turns of a recorded workflow, and nothing else. */
export async function bare(turns: readonly Turn[]): Promise<void> {
  const happened = { signals: 0, fired: 0, performed: 0 };
  const timers: CancellationScope[] = [];
  setDefaultSignalHandler(() => void (happened.signals += 1));
  for (const turn of turns) {
    await condition(() => happened.signals >= turn.signals && happened.fired >= turn.fired && happened.performed >= turn.performed);
    for (const command of turn.commands) await act(command, timers, happened);
  }
  if (turns.at(-1)?.ends !== true) await condition(() => false);
}

async function act([kind, given]: Command, timers: CancellationScope[], happened: { fired: number; performed: number }): Promise<void> {
  if (kind === 'look') await look(given);
  if (kind === 'list') upsertSearchAttributes(given.map(updateOf));
  if (kind === 'cancel') timers[given]?.cancel();
  if (kind === 'activity') void perform().then(() => (happened.performed += 1));
  if (kind !== 'timer') return;
  const scope = new CancellationScope();
  timers.push(scope);
  void scope
    .run(() => sleep(given))
    .then(
      () => (happened.fired += 1),
      () => undefined,
    );
}

function updateOf([name, type, value]: [string, string, string | null]): SearchAttributeUpdatePair {
  const isInstant = type === 'Datetime';
  const key = defineSearchAttributeKey(name, isInstant ? 'DATETIME' : 'KEYWORD');
  return { key, value: isInstant && value !== null ? new Date(value) : value } as SearchAttributeUpdatePair;
}
