import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { WorkflowBundleOption } from '@temporalio/worker';

/**
 * Returns the workflows as worker, tests and replays load them: one bundle of all that `#workflows` exports.
 * With a cache folder it builds once for each content of the workflows.
 */
export async function workflowBundle(
  cacheFolder?: string,
  warn: (message: string) => void = () => undefined,
): Promise<WorkflowBundleOption> {
  const workflowsPath = require.resolve('#workflows');
  if (cacheFolder === undefined) return { code: await bundle(workflowsPath, warn) };
  const codePath = join(cacheFolder, `workflows-${contentHash(dirname(workflowsPath))}.js`);
  if (!existsSync(codePath)) keep(codePath, await bundle(workflowsPath, warn));
  return { codePath };
}

async function bundle(workflowsPath: string, warn: (message: string) => void): Promise<string> {
  // Imported here, so that only a program that builds a bundle loads the bundler.
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    logger: new DefaultLogger('WARN', ({ message }) => warn(message)),
    // From TypeScript, the other `#…` imports (all types) must resolve to TypeScript as well.
    webpackConfigHook: (config) =>
      workflowsPath.endsWith('.ts') ? { ...config, resolve: { ...config.resolve, conditionNames: ['source', '...'] } } : config,
  });
  return code;
}

function contentHash(folder: string): string {
  const hash = createHash('sha256');
  for (const name of ['@temporalio/workflow/package.json', '#search-attributes', '#pauses'])
    hash.update(readFileSync(require.resolve(name)));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.[jt]s$/.test(name) && !name.endsWith('.d.ts'),
  );
  for (const name of files.sort())
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}

/** Writes the whole file or nothing, because another worker may read it at the same time. */
function keep(path: string, code: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, code);
  renameSync(draft, path);
}
