import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';

interface Done {
  method: string;
  /** A template, or `unknown`. */
  route: string;
  status: number;
  /** Of the problem that it was answered with. */
  code?: string | undefined;
  ms: number;
}

/** Few, since each is a line for each route: what is good, slow, and too slow. */
const secondsBuckets = [0.1, 1];

/** The methods that a route can have; HEAD is answered as GET. HTTP knows more, and a caller can send any of them. */
const methods: Readonly<Record<string, string>> = { GET: 'GET', HEAD: 'GET', POST: 'POST', PUT: 'PUT', DELETE: 'DELETE', PATCH: 'PATCH' };

/**
 * What the API measures. Labels are names from the code (routes, commands, codes), and a label that a caller could
 * choose has one value for all that are none: never an id, never a value. What is counted by code has no buckets.
 */
export class Metrics {
  readonly registry = new Registry();
  private readonly registers = [this.registry];

  private readonly http = new Histogram({
    name: 'tenure_http_request_duration_seconds',
    help: 'HTTP requests by method and route template; `unknown` for a path that is no route',
    labelNames: ['method', 'route'],
    buckets: secondsBuckets,
    registers: this.registers,
  });
  private readonly answers = new Counter({
    name: 'tenure_http_requests_total',
    help: 'HTTP requests by method, route template and class of the status: 2xx, 4xx, 5xx',
    labelNames: ['method', 'route', 'status'],
    registers: this.registers,
  });
  private readonly problems = new Counter({
    name: 'tenure_http_problems_total',
    help: 'Requests that were answered with a problem, by its code',
    labelNames: ['code'],
    registers: this.registers,
  });
  /** Their sum and number: a command comes by a route of its own, which has buckets. */
  private readonly commands = new Summary({
    name: 'tenure_command_duration_seconds',
    help: 'Commands through the engine',
    labelNames: ['command'],
    percentiles: [],
    registers: this.registers,
  });
  private readonly decisions = new Counter({
    name: 'tenure_commands_total',
    help: 'Commands through the engine by what they were answered: accepted, replayed, or the code of the problem',
    labelNames: ['command', 'answer'],
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

  requestDone({ method: asked, route, status, code, ms }: Done): void {
    const method = methods[asked] ?? 'other';
    this.http.observe({ method, route }, ms / 1_000);
    this.answers.inc({ method, route, status: `${Math.floor(status / 100)}xx` });
    if (code !== undefined) this.problems.inc({ code });
  }

  commandDone(command: string, answer: string, ms: number): void {
    this.commands.observe({ command }, ms / 1_000);
    this.decisions.inc({ command, answer });
  }

  wakeSent({ latencyMs, ok }: { latencyMs: number; ok: boolean }): void {
    this.wakes.observe({ sent: String(ok) }, latencyMs / 1_000);
  }
}
