import { Injectable, StandardSchemaSerializerInterceptor, type CallHandler, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { catchError, concatMap, of, throwError, type Observable } from 'rxjs';

/**
 * Checks each answer by the contract of its route. A recorded answer was checked when it was first given: where it does
 * not fit, a newer program gave it,
 * and it goes out as it was recorded.
 */
@Injectable()
export class AnswerInterceptor extends StandardSchemaSerializerInterceptor {
  override intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { call } = context.switchToHttp().getRequest<FastifyRequest>();
    const check = (answer: unknown) => super.intercept(context, { handle: () => of(answer) });
    return next
      .handle()
      .pipe(
        concatMap((answer) => check(answer).pipe(catchError((misfit: unknown) => (call?.replays ? of(answer) : throwError(() => misfit))))),
      );
  }
}
