/**
 * One program of the floor, in a process of its own so that its time on a processor can be read: does what it is forked
 * for, and ends with the bench.
 */
import type { Go, PartName } from './forked';

const [name, given] = process.argv.slice(2) as [PartName, string];
const parts: Record<PartName, () => Promise<(go: Go) => Promise<unknown>>> = {
  http: async () => (await import('./http-server.js')).serve(),
  statements: async () => (await import('./sql-client.js')).client(JSON.parse(given) as never),
  signals: async () => (await import('./temporal-client.js')).client(JSON.parse(given) as never),
  worker: async () => (await import('./temporal-worker.js')).work(JSON.parse(given) as never),
};

process.once('disconnect', () => process.exit());

async function main(): Promise<void> {
  const run = await parts[name]();
  process.on('message', (go: Go) => {
    run(go).then(
      (result) => process.send?.({ result }),
      (error: Error) => process.send?.({ error: error.message }),
    );
  });
  process.send?.({ ready: true });
}

main().catch((error: Error) => {
  process.send?.({ error: error.message });
  process.exit(1);
});
