import { appendFileSync } from 'node:fs';
import { ensureBuilt, ensureInstalled, requireNode } from './bootstrap.mjs';
import { usage } from './help.mjs';

if (process.argv.includes('--help')) {
  console.log(usage);
  process.exit(0);
}

requireNode();
ensureInstalled();
ensureBuilt();

// In this process, not in a child: signals reach the supervisor directly.
const [{ runStack }, { prepareProviders }, { prepareIssuers }, { registerAttributes }, { logOf }] = await Promise.all([
  import('#stack'),
  import('#providers'),
  import('#assertions'),
  import('#temporal'),
  import('#log'),
]);
const logTo = (file) => logOf('stack', (line) => appendFileSync(file, line, { mode: 0o600 }));
await runStack(process.argv.slice(2), { prepareProviders, prepareIssuers, registerAttributes, logTo }).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
