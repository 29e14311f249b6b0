import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Route } from '../authority/route';
import { Health } from './health';

@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(private readonly health: Health) {}

  @Get('livez')
  @Route({ summary: 'The event loop turns', access: 'public' })
  live() {
    return { status: 'live' };
  }

  @Get('readyz')
  @Route({
    summary: 'PostgreSQL answers, its schema is at head, those who wait are served, and the API is not shutting down',
    access: 'public',
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const missing = await this.health.unready();
    const rounds = this.health.ages();
    const { clock } = this.health;
    if (missing === undefined) return { status: 'ready', rounds, ...(clock !== 'agrees' && { clock }) };
    reply.status(503);
    return { status: 'not ready', missing, rounds };
  }
}
