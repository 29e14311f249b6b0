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
const [{ runStack }, { prepareProviders }, { registerAttributes }] = await Promise.all([
  import('#stack'),
  import('#providers'),
  import('#temporal'),
]);
await runStack(process.argv.slice(2), { prepareProviders, registerAttributes }).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
