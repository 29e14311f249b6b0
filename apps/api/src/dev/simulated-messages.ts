import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { messagesAnswer } from '#contracts';
import { addressIn, ProviderUnavailable } from '#providers';
import type { Config } from '../config';
import { apiConfig } from '../tokens';

const timeoutMs = 2_000;

/** What the simulated providers received, newest last. */
@Injectable()
export class SimulatedMessages {
  constructor(@Inject(apiConfig) private readonly config: Config) {}

  /** @throws ProviderUnavailable without the simulator's answer, when that is not as it should be */
  async sentTo(to: string | undefined): Promise<z.infer<typeof messagesAnswer>> {
    const url = new URL(`${addressIn(this.config.PROVIDERS_DIR, 'messaging').replace(/\/+$/, '')}/messages`);
    if (to !== undefined) url.searchParams.set('to', to);
    const said = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
      .then((response) => response.json())
      .catch(() => undefined);
    const { data } = messagesAnswer.safeParse(said);
    if (!data) throw new ProviderUnavailable('the simulator gave no list of messages');
    return data;
  }
}
