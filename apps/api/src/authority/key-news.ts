import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { codeIn } from '#log';
import { listen } from '#event-store';
import { keysChannel } from '#iam';
import type { Config } from '../config';
import { PartLog } from '../http/log';
import { apiConfig } from '../tokens';
import { ApiKeys } from './api-keys';

/** Hears which keys have changed, so that a key that another program revokes ends here too. */
@Injectable()
export class KeyNews implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new PartLog('api-keys');
  private listening?: ReturnType<typeof listen>;

  constructor(
    private readonly keys: ApiKeys,
    @Inject(apiConfig) private readonly config: Config,
  ) {}

  /** Waits until changes are heard, so that what is known from then on is not forgotten again. */
  async onApplicationBootstrap(): Promise<void> {
    this.listening = listen({
      url: this.config.DATABASE_URL,
      applicationName: 'tenure-api-listener',
      channel: keysChannel,
      heard: (keyId) => this.keys.forget(keyId),
      lost: (error) => this.log.warn('changes of keys are not heard: a revoked one works for ten seconds more', { code: codeIn(error) }),
    });
    await this.listening.begun;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.listening?.close();
  }
}
