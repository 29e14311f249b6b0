import { owedChannel, owedIn } from '#engine';
import { listen } from '#event-store';
import { codeIn } from '#log';
import type { Config } from './config';
import { log } from './log';
import type { Parts } from './parts';

/** Hears what other programs come to owe, and makes the first try. @returns what ends it. */
export function hearOwed({ DATABASE_URL }: Pick<Config, 'DATABASE_URL'>, { activities }: Pick<Parts, 'activities'>): () => Promise<void> {
  const listening = listen({
    url: DATABASE_URL,
    applicationName: 'tenure-worker-listener',
    channel: owedChannel,
    heard: (payload) => payload !== undefined && activities.firstTries.begin(owedIn(payload)),
    lost: (error) => log.warn('what is owed is not heard of: it is performed when its workflow has looked', { code: codeIn(error) }),
  });
  return () => listening.close();
}
