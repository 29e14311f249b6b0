/** The servers of this test run. Global set-up passes them to the test processes through the environment. */
export interface TestStack {
  /** The superuser's URL of the maintenance database. */
  serverUrl: string;
  applicationPassword: string;
  temporalAddress: string;
  /** What this run makes once: the bundle of the workflows, the document of the API. */
  cacheFolder: string;
}

const variable = 'TENURE_TEST_STACK';

export function publishTestStack(stack: TestStack): void {
  process.env[variable] = JSON.stringify(stack);
  // By a name of its own: the tests of the API read it too, and know nothing else of these servers.
  process.env['TENURE_TEST_CACHE'] = stack.cacheFolder;
}

/** @throws in a pure test (.spec) that needs a server: name it .int.spec, .workflow.spec or .e2e.spec. */
export function testStack(): TestStack {
  const json = process.env[variable];
  if (json === undefined) throw new Error('no servers run for this kind of test: name the file .int.spec, .workflow.spec or .e2e.spec');
  return JSON.parse(json) as TestStack;
}

/** The Temporal server of this test run, host:port. */
export function temporalAddress(): string {
  return testStack().temporalAddress;
}
