import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Engine } from '#engine';
import { ClockWitness, Database } from '#event-store';
import { Challenges, Keys, Vault } from '#vault';
import { ActingFor } from './authority/acting-for';
import { ApiKeys } from './authority/api-keys';
import { Budgets } from './authority/budgets';
import { HeldRoles } from './authority/held-roles';
import { KeyNews } from './authority/key-news';
import { Naming } from './authority/naming';
import { People } from './authority/people';
import { SecurityLog } from './authority/security-log';
import { Metrics } from './metrics/metrics';
import { WhoIsWho } from './authority/who-is-who';
import { Processes } from './process/processes';
import { Waiting } from './process/waiting';
import { WaitingRooms } from './process/waiting-rooms';
import { Workflows } from './process/workflows';
import type { Parts } from './parts';
import { apiConfig, assertions, callbackSecrets, clockMode, messaging, sendWake, tryActivitiesNow, workflowInspector } from './tokens';

const partsToken = Symbol('Parts');
const services = [
  ActingFor,
  ApiKeys,
  Budgets,
  HeldRoles,
  KeyNews,
  Naming,
  People,
  Processes,
  SecurityLog,
  Waiting,
  WaitingRooms,
  WhoIsWho,
  Workflows,
];

/** The kernel and its parts, injectable everywhere. Closed after the last answer. */
@Global()
@Module({})
export class KernelModule implements OnApplicationShutdown {
  constructor(@Inject(partsToken) private readonly parts: Parts) {}

  static around(parts: Parts): DynamicModule {
    const values = [
      { provide: partsToken, useValue: parts },
      { provide: apiConfig, useValue: parts.config },
      { provide: clockMode, useValue: parts.clock },
      { provide: ClockWitness, useValue: parts.witness },
      { provide: Keys, useValue: parts.keys },
      { provide: Vault, useValue: parts.vault },
      { provide: Challenges, useValue: parts.challenges },
      { provide: Engine, useValue: parts.engine },
      { provide: Database, useValue: parts.database },
      { provide: Metrics, useValue: parts.metrics },
      { provide: messaging, useValue: parts.messaging },
      { provide: assertions, useValue: parts.assertions },
      { provide: callbackSecrets, useValue: parts.callbackSecrets },
      { provide: sendWake, useValue: parts.sendWake },
      { provide: workflowInspector, useValue: parts.inspector },
      { provide: tryActivitiesNow, useValue: parts.tryActivities },
    ];
    return { module: KernelModule, providers: [...values, ...services], exports: [...values.map(({ provide }) => provide), ...services] };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.parts.close();
  }
}
