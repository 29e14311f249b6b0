import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What the API measures. Labels are names from the code: routes, commands, codes. Never an id, never a value. */
export class Metrics {
  readonly registry = new Registry();
  private readonly registers = [this.registry];

  private readonly http = new Histogram({
    name: 'tenure_http_request_duration_seconds',
    help: 'HTTP requests by route template and status',
    labelNames: ['method', 'route', 'status'],
    buckets: secondsBuckets,
    registers: this.registers,
  });
  private readonly commands = new Histogram({
    name: 'tenure_command_duration_seconds',
    help: 'Commands through the engine by what they were answered: accepted, replayed, or the code of the problem',
    labelNames: ['command', 'answer'],
    buckets: secondsBuckets,
    registers: this.registers,
  });
  private readonly wakes = new Histogram({
    name: 'tenure_wake_latency_seconds',
    help: 'Signals to Temporal after a commit; unsent ones are left to the relay',
    labelNames: ['sent'],
    buckets: secondsBuckets,
    registers: this.registers,
  });
  readonly inFlight = new Gauge({ name: 'tenure_http_requests_in_flight', help: 'Requests being answered now', registers: this.registers });
  readonly overdueDeadlines = new Gauge({
    name: 'tenure_overdue_deadlines',
    help: 'Processes with a deadline that has passed',
    registers: this.registers,
  });
  readonly unsentWakes = new Gauge({
    name: 'tenure_unsent_wakes',
    help: 'Wakes that Temporal has not been told of',
    registers: this.registers,
  });
  readonly unsentWakeAge = new Gauge({
    name: 'tenure_unsent_wake_age_seconds',
    help: 'Age of the oldest unsent wake',
    registers: this.registers,
  });
  readonly operatorTasks = new Gauge({
    name: 'tenure_open_operator_tasks',
    help: 'Processes that wait for a human',
    registers: this.registers,
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  requestDone({ method, route, status, ms }: { method: string; route: string; status: number; ms: number }): void {
    this.http.observe({ method, route, status: String(status) }, ms / 1_000);
  }

  commandDone(command: string, answer: string, ms: number): void {
    this.commands.observe({ command, answer }, ms / 1_000);
  }

  wakeSent({ latencyMs, ok }: { latencyMs: number; ok: boolean }): void {
    this.wakes.observe({ sent: String(ok) }, latencyMs / 1_000);
  }
}
