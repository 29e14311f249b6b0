import { owedChannel, owedIn } from '#engine';
import { listen } from '#event-store';
import { codeIn } from '#log';
import type { Config } from './config';
import { log } from './log';
import type { Parts } from './parts';

/** A hint that is lost costs a tenth of a second, so a connection that vanished need not be noticed soon. */
const asksEveryMs = 15_000;

/** Hears what other programs come to owe, and makes the first try. @returns what ends it. */
export function hearOwed({ DATABASE_URL }: Pick<Config, 'DATABASE_URL'>, { activities }: Pick<Parts, 'activities'>): () => Promise<void> {
  const listening = listen({
    url: DATABASE_URL,
    applicationName: 'tenure-worker-listener',
    channel: owedChannel,
    asksEveryMs,
    heard: (payload) => payload !== undefined && activities.firstTries.begin(owedIn(payload)),
    lost: (error) => log.warn('what is owed is not heard of: it is performed when its workflow has looked', { code: codeIn(error) }),
  });
  return () => listening.close();
}
