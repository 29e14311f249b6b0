// The table of who may import whom (ARCHITECTURE.md), one rule a folder. Tests may reach further than what they test.
const notTests = String.raw`\.spec\.ts$`;

/** Code of ours that this folder may import besides itself and, where given, packages. Types included unless said otherwise. */
function mayImport(folder, { ours = [], packages, typesOnly = [] }) {
  const from = { path: `^${folder}/`, pathNot: notTests };
  const code = String.raw`^(apps|workflows|activities|libs|scripts|bench)/`;
  const allowed = [folder, ...ours].map((path) => `^${path}/`);
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

const nest = '@nestjs';
const storage = ['typeorm', 'pg', '@types/pg', nest, 'rxjs', 'reflect-metadata', 'node:*'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    // The start scripts load what they have just built: on a fresh checkout it is not there yet.
    { name: 'every import leads somewhere', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: String.raw`^\.\./dist/` } },
    // Types may refer to each other: nothing of that is left at run time.
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'an app never imports an app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'nothing imports what was built',
      severity: 'error',
      from: { path: String.raw`\.ts$` },
      to: { path: '^dist/' },
    },
    {
      name: 'a library is entered by its index',
      severity: 'error',
      from: { path: '^(apps|workflows|activities|libs/([^/]+))/', pathNot: notTests },
      to: { path: '^libs/', pathNot: ['^libs/$2/', String.raw`^libs/[^/]+/src/index\.ts$`] },
    },
    {
      name: 'no development package at run time',
      severity: 'error',
      from: { path: '^(apps|workflows|activities|libs)/', pathNot: [notTests, '^libs/testing/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    ...mayImport('libs/domain', { packages: [] }),
    ...mayImport('libs/contracts', { typesOnly: ['libs/domain'], packages: ['zod'] }),
    ...mayImport('libs/event-store', { packages: [...storage, 'canonicalize'] }),
    ...mayImport('libs/vault', { ours: ['libs/event-store'], packages: [...storage, 'canonicalize', 'libphonenumber-js'] }),
    ...mayImport('libs/read-models', { ours: ['libs/domain', 'libs/event-store'], packages: storage }),
    ...mayImport('libs/engine', { ours: ['libs/domain', 'libs/event-store', 'libs/vault', 'libs/read-models'] }),
    ...mayImport('libs/providers', { typesOnly: ['libs/domain', 'libs/contracts'] }),
    ...mayImport('libs/journey', { ours: ['libs/domain'], packages: ['node:*'] }),
    ...mayImport('libs/temporal', { typesOnly: ['libs/domain', 'workflows', 'activities'] }),
    ...mayImport('workflows', {
      typesOnly: ['activities', 'libs/domain'],
      packages: ['@temporalio/workflow', '@temporalio/common'],
    }),
    ...mayImport('activities', { ours: ['libs/domain', 'libs/engine', 'libs/vault', 'libs/providers'] }),
    ...mayImport('apps/api', {
      ours: [
        'libs/contracts',
        'libs/engine',
        'libs/read-models',
        'libs/vault',
        'libs/temporal',
        'libs/domain',
        'libs/event-store',
        'libs/providers',
        'libs/journey',
      ],
      typesOnly: ['workflows'],
    }),
    ...mayImport('apps/worker', { ours: ['libs', 'workflows', 'activities'] }),
    ...mayImport('apps/simulator', { ours: ['libs/providers', 'libs/contracts'] }),
    {
      name: 'journeys are for tests and scripts',
      severity: 'error',
      from: { path: '^(apps|workflows|activities|libs)/', pathNot: [notTests, '^libs/(testing|journey)/', '^apps/api/src/testing/'] },
      to: { path: '^libs/journey/' },
    },
    {
      name: 'tests are for tests',
      severity: 'error',
      from: { path: '^(apps|workflows|activities|libs)/', pathNot: [notTests, '^libs/testing/'] },
      to: { path: '^libs/testing/' },
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
