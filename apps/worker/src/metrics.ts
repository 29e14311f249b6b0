import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** The worker's own counters; Temporal's SDK counts its pollers, tasks and latencies itself. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
  return {
    registry,
    wakes: new Histogram({
      name: 'tenure_wake_seconds',
      help: 'Signals to workflows, by success.',
      labelNames: ['ok'],
      buckets,
      registers,
    }),
    relayed: new Counter({
      name: 'tenure_relayed_wakes_total',
      help: 'Wakes that nobody had sent for a second, by success.',
      labelNames: ['ok'],
      registers,
    }),
    overdue: new Gauge({ name: 'tenure_overdue_processes', help: 'Processes with a deadline or effect overdue for a minute.', registers }),
    registrations: new Summary({
      name: 'tenure_registration_seconds',
      help: 'How long registrations took that are active, by whom they waited for: applicant, people, machine.',
      labelNames: ['of'],
      percentiles: [],
      registers,
    }),
    unanchored: new Gauge({
      name: 'tenure_unanchored_seconds',
      help: 'Age of the oldest event that no line of the anchor covers.',
      registers,
    }),
    busyClients: new Gauge({
      name: 'tenure_busy_clients',
      help: 'Clients above the number of an hour that operators are told of, by what they do.',
      labelNames: ['kind'],
      registers,
    }),
    commands: new Histogram({
      name: 'tenure_command_seconds',
      help: 'Commands of clock and effects, by type and answer.',
      labelNames: ['command', 'answer'],
      buckets,
      registers,
    }),
  };
}

/** Our metrics and the SDK's in one text; ours alone while the SDK does not answer. */
export async function metricsText({ registry }: Metrics, sdkPort: number): Promise<string> {
  const sdk = await fetch(`http://127.0.0.1:${sdkPort}/metrics`, { signal: AbortSignal.timeout(1_000) })
    .then((response) => response.text())
    .catch(() => '');
  return (await registry.metrics()) + sdk;
}
