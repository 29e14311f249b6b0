import { ensureBuilt, ensureInstalled, requireNode } from './bootstrap.mjs';

requireNode();
ensureInstalled();
ensureBuilt();

// In this process, not in a child: signals reach the supervisor without a relay.
const { runStack } = await import('#stack');
await runStack(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
