import { Controller, Get, Inject, Res } from '@nestjs/common';
import { codeIn } from '#log';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Database, type ClockMode } from '#event-store';
import { readBacklog } from '#read-models';
import { Route } from '../authority/route';
import { clockMode } from '../tokens';
import { Metrics } from './metrics';
import { PartLog } from '../http/log';

@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  private readonly log = new PartLog('metrics');

  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
    @Inject(clockMode) private readonly clock: ClockMode,
  ) {}

  @Get()
  @Route({ summary: 'Prometheus', access: 'public' })
  async show(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.measure();
    reply.header('content-type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }

  /** Read at each scrape. Without PostgreSQL these gauges are NaN, and the rest is reported. */
  private async measure(): Promise<void> {
    const { overdueDeadlines, unsentWakes, unsentWakeAge, operatorTasks } = this.metrics;
    try {
      const { overdue, wakes, wakeAge, tasks } = await readBacklog(this.database, this.clock);
      overdueDeadlines.set(overdue);
      unsentWakes.set(wakes);
      unsentWakeAge.set(wakeAge);
      operatorTasks.set(tasks);
    } catch (error) {
      for (const gauge of [overdueDeadlines, unsentWakes, unsentWakeAge, operatorTasks]) gauge.set(Number.NaN);
      this.log.warn('gauges not read', { code: codeIn(error) });
    }
  }
}
