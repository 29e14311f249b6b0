import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Engine } from '#engine';
import { Database } from '#event-store';
import { Challenges, Keys, Vault } from '#vault';
import { ApiKeys } from '../authority/api-keys';
import { Budgets } from '../authority/budgets';
import { Callers } from '../authority/callers';
import { People } from '../authority/people';
import { SecurityLog } from '../authority/security-log';
import { Metrics } from '../metrics/metrics';
import { Processes } from '../process/processes';
import { Waiting } from '../process/waiting';
import { Workflows } from '../process/workflows';
import type { Kernel } from './kernel';
import { apiConfig, callbackSecrets, clockMode, messaging, sendWake, workflowInspector } from './tokens';

const kernelToken = Symbol('Kernel');
const services = [ApiKeys, Budgets, Callers, People, Processes, SecurityLog, Waiting, Workflows];

/** The kernel and what every noun needs of it, injectable everywhere. Closed when the last request is answered. */
@Global()
@Module({})
export class KernelModule implements OnApplicationShutdown {
  constructor(@Inject(kernelToken) private readonly kernel: Kernel) {}

  static around(kernel: Kernel): DynamicModule {
    const values = [
      { provide: kernelToken, useValue: kernel },
      { provide: apiConfig, useValue: kernel.config },
      { provide: clockMode, useValue: kernel.clock },
      { provide: Keys, useValue: kernel.keys },
      { provide: Vault, useValue: kernel.vault },
      { provide: Challenges, useValue: kernel.challenges },
      { provide: Engine, useValue: kernel.engine },
      { provide: Database, useValue: kernel.database },
      { provide: Metrics, useValue: kernel.metrics },
      { provide: messaging, useValue: kernel.messaging },
      { provide: callbackSecrets, useValue: kernel.callbackSecrets },
      { provide: sendWake, useValue: kernel.sendWake },
      { provide: workflowInspector, useValue: kernel.inspector },
    ];
    return { module: KernelModule, providers: [...values, ...services], exports: [...values.map(({ provide }) => provide), ...services] };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.kernel.close();
  }
}
