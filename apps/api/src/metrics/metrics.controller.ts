import { Controller, Get, Inject, Logger, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { businessNow, Database, type ClockMode } from '#event-store';
import { Route } from '../authority/route';
import { clockMode } from '../tokens';
import { Metrics } from './metrics';

interface Standing {
  overdue: number;
  wakes: number;
  wakeAge: number;
  tasks: number;
}

@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  private readonly log = new Logger('metrics');

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

  /** Read at each scrape. Without PostgreSQL these gauges are NaN, and the rest is told. */
  private async measure(): Promise<void> {
    const { overdueDeadlines, unsentWakes, unsentWakeAge, operatorTasks } = this.metrics;
    try {
      const [found] = await this.database.query<Standing>(
        `SELECT (SELECT count(*) FROM es.streams WHERE next_due_at <= ${businessNow(this.clock)})::int AS overdue,
           (SELECT count(*) FROM es.wakes)::int AS wakes,
           (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(written_at)), 0) FROM es.wakes)::float8 AS "wakeAge",
           (SELECT count(*) FROM es.operator_tasks WHERE resolved_at IS NULL)::int AS tasks`,
      );
      overdueDeadlines.set(found!.overdue);
      unsentWakes.set(found!.wakes);
      unsentWakeAge.set(found!.wakeAge);
      operatorTasks.set(found!.tasks);
    } catch (error) {
      for (const gauge of [overdueDeadlines, unsentWakes, unsentWakeAge, operatorTasks]) gauge.set(Number.NaN);
      this.log.warn({ what: 'gauges not read', code: (error as { code?: unknown }).code });
    }
  }
}
