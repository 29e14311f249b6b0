import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AuthorityGuard } from './authority/authority.guard';
import { CallGuard } from './authority/call.guard';
import { SecurityLog } from './authority/security-log';
import { ProblemFilter } from './http/problem-filter';
import { ContractPipe } from './http/validation';
import { KernelModule } from './kernel.module';
import { devNouns, nouns } from './nouns';
import type { Parts } from './parts';

/**
 * In the order of a request: guard, call, input check, filter of refusals. No interceptor: {@link CallGuard} says why.
 */
const globalProviders = [
  { provide: APP_GUARD, useClass: AuthorityGuard },
  { provide: APP_GUARD, useClass: CallGuard },
  { provide: APP_PIPE, useClass: ContractPipe },
  {
    provide: APP_FILTER,
    useFactory: (log: SecurityLog) => new ProblemFilter((problem, request) => log.note(problem, request)),
    inject: [SecurityLog],
  },
];

@Module({})
export class AppModule {
  /** Routes of the embedded stack are not mounted elsewhere. */
  static around(parts: Parts): DynamicModule {
    const mounted = parts.config.TENURE_MODE === 'embedded' ? [...nouns, ...devNouns] : nouns;
    return {
      module: AppModule,
      imports: [KernelModule.around(parts)],
      controllers: mounted.map(([controller]) => controller),
      providers: [...globalProviders, ...mounted.flatMap(([, ...providers]) => providers)],
    };
  }
}
