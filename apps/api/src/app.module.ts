import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, Reflector } from '@nestjs/core';
import { AnswerInterceptor } from './authority/answer.interceptor';
import { AuthorityGuard } from './authority/authority.guard';
import { CallInterceptor } from './authority/call.interceptor';
import { SecurityLog } from './authority/security-log';
import { ProblemFilter } from './http/problem-filter';
import { ContractPipe } from './http/validation';
import { KernelModule } from './kernel.module';
import { devNouns, nouns } from './nouns';
import type { Parts } from './parts';

/** In the order of a request: guard, call, input check, check of the answer, filter of refusals. */
const globalProviders = [
  { provide: APP_GUARD, useClass: AuthorityGuard },
  // The first interceptor, so that a call gets its headers even if its answer cannot be serialized.
  { provide: APP_INTERCEPTOR, useClass: CallInterceptor },
  { provide: APP_PIPE, useClass: ContractPipe },
  {
    provide: APP_INTERCEPTOR,
    useFactory: (reflector: Reflector) => new AnswerInterceptor(reflector),
    inject: [Reflector],
  },
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
