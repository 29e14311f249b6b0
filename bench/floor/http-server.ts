import { Controller, Get, HttpCode, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

/** Answers with so many bytes of JSON, and does nothing. */
@Controller('size')
class SizeController {
  @Get(':bytes')
  read(@Param('bytes') bytes: string): object {
    return filling(Number(bytes));
  }

  @Post(':bytes')
  @HttpCode(201)
  write(@Param('bytes') bytes: string): object {
    return filling(Number(bytes));
  }
}

@Module({ controllers: [SizeController] })
class SizeModule {}

const filling = (bytes: number) => ({ filling: 'x'.repeat(Math.max(0, bytes - `{"filling":""}`.length)) });

/** Listens where it may. @returns what tells its address */
export async function serve(): Promise<() => Promise<string>> {
  const app = await NestFactory.create<NestFastifyApplication>(SizeModule, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  return () => app.getUrl();
}
