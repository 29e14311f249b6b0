import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { repositoryRoot, runningStack } from '#stack';

/** Programs of a deployment, by the names of their npm scripts. */
const programs: Readonly<Record<string, string>> = {
  anchor: 'dist/apps/worker/src/anchor.js',
  reconcile: 'dist/apps/worker/src/reconcile.js',
  'create-operator-key': 'dist/apps/api/src/create-operator-key.js',
  'name-operators': 'dist/apps/api/src/name-operators.js',
};

/** Where the stack of this folder has its servers; nothing if the environment names a database. */
function addresses(): NodeJS.ProcessEnv {
  if (process.env.DATABASE_URL) return {};
  const { databaseUrl, temporalAddress, anchorFolder, signingKeyFile, operatorKeyFile } = runningStack();
  return {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    ANCHOR_DIR: anchorFolder,
    SIGNING_KEY_FILE: signingKeyFile,
    MASTER_KEY_FILE: join(dirname(operatorKeyFile), 'master-key'),
    TENURE_MODE: 'embedded',
  };
}

/**
 * Runs a program on the servers that the environment names, else on the stack of this folder. @returns its exit code
 */
function main([name = '', ...rest]: readonly string[]): number {
  const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (program === undefined) throw new Error(`say one of: ${Object.keys(programs).join(', ')}`);
  const command = ['--enable-source-maps', join(repositoryRoot, program), ...rest];
  return (
    spawnSync(process.execPath, command, { env: { ...process.env, ...(rest.includes('--help') ? {} : addresses()) }, stdio: 'inherit' })
      .status ?? 1
  );
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
