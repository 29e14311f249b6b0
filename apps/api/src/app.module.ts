import { Module, StandardSchemaSerializerInterceptor, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, Reflector } from '@nestjs/core';
import { AccountsModule } from './accounts/accounts.module';
import { ApiKeysModule } from './api-keys/api-keys.module';
import { ApprovalsModule } from './approvals/approvals.module';
import { AuthorityGuard } from './authority/authority.guard';
import { CallInterceptor } from './authority/call.interceptor';
import { SecurityLog } from './authority/security-log';
import { ChallengesModule } from './challenges/challenges.module';
import { CompaniesModule } from './companies/companies.module';
import { DeregistrationsModule } from './deregistrations/deregistrations.module';
import { DevModule } from './dev/dev.module';
import { EventsModule } from './events/events.module';
import { HealthModule } from './health/health.module';
import { ProblemFilter } from './http/problem-filter';
import { ContractPipe } from './http/validation';
import { IdentifierChecksModule } from './identifier-checks/identifier-checks.module';
import { IdentityReviewersModule } from './identity-reviewers/identity-reviewers.module';
import { KernelModule } from './kernel.module';
import type { Parts } from './parts';
import { MetricsModule } from './metrics/metrics.module';
import { OperatorTasksModule } from './operator-tasks/operator-tasks.module';
import { RegistrationsModule } from './registrations/registrations.module';
import { ProviderCallbacksModule } from './provider-callbacks/provider-callbacks.module';

const nouns = [
  AccountsModule,
  DeregistrationsModule,
  RegistrationsModule,
  IdentityReviewersModule,
  CompaniesModule,
  ApprovalsModule,
  ChallengesModule,
  IdentifierChecksModule,
  EventsModule,
  ApiKeysModule,
  OperatorTasksModule,
  ProviderCallbacksModule,
];

/** In the order of a request: guard, call, input check, serializer of the answer, filter of refusals. */
const globalProviders = [
  { provide: APP_GUARD, useClass: AuthorityGuard },
  // The first interceptor, so that a call gets its headers even if its answer cannot be serialized.
  { provide: APP_INTERCEPTOR, useClass: CallInterceptor },
  { provide: APP_PIPE, useClass: ContractPipe },
  {
    provide: APP_INTERCEPTOR,
    useFactory: (reflector: Reflector) => new StandardSchemaSerializerInterceptor(reflector),
    inject: [Reflector],
  },
  {
    provide: APP_FILTER,
    useFactory: (log: SecurityLog) => new ProblemFilter((problem, request) => log.refused(problem, request)),
    inject: [SecurityLog],
  },
];

@Module({})
export class AppModule {
  /** The routes that only the embedded stack has are not even mounted elsewhere. */
  static around(parts: Parts): DynamicModule {
    const dev = parts.config.TENURE_MODE === 'embedded' ? [DevModule] : [];
    return {
      module: AppModule,
      imports: [KernelModule.around(parts), HealthModule, MetricsModule, ...nouns, ...dev],
      providers: globalProviders,
    };
  }
}
