import { SerializeOptions, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { firstValueFrom, of } from 'rxjs';
import { z } from 'zod';
import { AnswerInterceptor } from './answer.interceptor';

class Doors {
  @SerializeOptions({ schema: z.strictObject({ state: z.enum(['open', 'closed']) }) })
  show(): void {}
}

/** What goes out of a route for this answer; `replays`: it was recorded by an earlier call. */
function goesOut(answer: unknown, call?: { replays: boolean }): Promise<unknown> {
  const context = {
    getHandler: () => Doors.prototype.show,
    getClass: () => Doors,
    getType: () => 'http',
    switchToHttp: () => ({ getRequest: () => ({ call }) }),
  } as unknown as ExecutionContext;
  return firstValueFrom(new AnswerInterceptor(new Reflector()).intercept(context, { handle: () => of(answer) }));
}

describe('an answer', () => {
  it('that fits its contract goes out', async () => {
    expect(await goesOut({ state: 'open' })).toEqual({ state: 'open' });
    expect(await goesOut({ state: 'open' }, { replays: false })).toEqual({ state: 'open' });
  });

  it.each([
    ['holds a word that the contract does not name', { state: 'ajar' }],
    ['holds a field that the contract does not name', { state: 'open', phone: '+8613800138000' }],
    ['lacks a field', {}],
  ])('that %s does not go out', async (_, answer) => {
    await expect(goesOut(answer, { replays: false })).rejects.toBeDefined();
    await expect(goesOut(answer)).rejects.toBeDefined();
  });

  it('that a newer release has recorded goes out as it is', async () => {
    expect(await goesOut({ state: 'ajar' }, { replays: true })).toEqual({ state: 'ajar' });
  });
});
