// Servers are needed by every level but the pure one; the suffix of a test file tells its level.
const withServers = String.raw`\.(int|workflow|e2e|long)\.spec\.ts$`;

/** Only `npm run test:long` sets it: these take too long for every change, or need what not every machine has. */
const { TENURE_LONG } = process.env;

// Packages that exist as ES modules only, and that CommonJS tests therefore have to see transformed.
const esModules = [
  '@nestjs',
  '@tokenizer',
  '@borewit',
  'content-disposition',
  'cookie',
  'file-type',
  'jose',
  'oidc-provider',
  'strtok3',
  'token-types',
  'uint8array-extras',
].join('|');

/** @type {import('jest').Config} */
const everyLevel = {
  roots: ['<rootDir>/apps', '<rootDir>/workflows', '<rootDir>/activities', '<rootDir>/libs', '<rootDir>/scripts', '<rootDir>/bench'],
  testEnvironment: 'node',
  // The same condition as in tsconfig.json: without it `#…` imports would silently test dist.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  transform: {
    [String.raw`\.m?[jt]s$`]: [
      '@swc/jest',
      {
        swcrc: false,
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
        jsc: {
          target: 'es2023',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!.*/node_modules/)(?!(${esModules})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

/** @type {import('jest').Config} */
const long = {
  ...everyLevel,
  displayName: 'long',
  testMatch: ['**/*.long.spec.ts'],
  globalSetup: '<rootDir>/libs/testing/src/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/global-teardown.ts',
};

/** @type {import('jest').Config} */
export default {
  // Two that compute, for two cores, and one that waits: the lives of whole programs wait most of their time.
  maxWorkers: 3,
  // A worker that still holds what earlier files have loaded makes room for a new one: near the limit of its heap it
  // searches more than it tests.
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/scripts/longest-first.mjs',
  // Not a limit to work with: it only ends a test that hangs. A hook may start three servers, which have 60 s each and
  // then say why they are not ready.
  testTimeout: 180_000,
  projects: [
    {
      ...everyLevel,
      displayName: 'fast',
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', withServers],
    },
    {
      ...everyLevel,
      displayName: 'servers',
      testMatch: ['**/*.@(int|workflow|e2e).spec.ts'],
      globalSetup: '<rootDir>/libs/testing/src/global-setup.ts',
      globalTeardown: '<rootDir>/libs/testing/src/global-teardown.ts',
      setupFilesAfterEnv: ['<rootDir>/libs/testing/src/let-go.ts'],
    },
    ...(TENURE_LONG === undefined ? [] : [long]),
  ],
};
