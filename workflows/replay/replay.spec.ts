import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { historyFromJSON, type History } from '@temporalio/common/lib/proto-utils';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { workflowBundle } from '#temporal';

const corpus = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((path) => /\.json(\.gz)?$/.test(path));
function text(path: string): string {
  const bytes = readFileSync(join(__dirname, path));
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

const parsed = (path: string): History => historyFromJSON(JSON.parse(text(path)));

/** The result of a replay, by file. Undefined = as recorded. */
async function replay(code: string, paths: readonly string[], change: (history: History) => void = () => undefined) {
  const histories = paths.map((path) => {
    const history = parsed(path);
    change(history);
    return { workflowId: history.events![0]!.workflowExecutionStartedEventAttributes!.workflowId!, history };
  });
  const outcomes: Record<string, Error | undefined> = {};
  let n = 0;
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: { code }, replayName: 'corpus' }, histories))
    outcomes[paths[n++]!] = error;
  return outcomes;
}

describe('every history that was ever recorded', () => {
  let code: string;
  beforeAll(async () => {
    // Histories fail here on purpose: the test checks the result, not the log.
    const logging = { filter: makeTelemetryFilterString({ core: 'ERROR' }), forward: {} };
    Runtime.install({ shutdownSignals: [], logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging } });
    ({ code } = (await workflowBundle()) as { code: string });
  });

  it('replays with the code of today', async () => {
    const outcomes = await replay(code, corpus);
    expect(outcomes).toEqual(Object.fromEntries(corpus.map((path) => [path, undefined])));
    expect(Object.keys(outcomes)).toEqual(corpus);
  });

  it.each([
    ['performs what is owed in another order', 'cooling-off', 'of control.owed)', 'of control.owed.toReversed())'],
    ['leaves an effect out', 'undone', 'of control.owed)', 'of control.owed.slice(1))'],
    ['sets no alarm', 'reminded', 'if (lengthMs === undefined)', 'if (true)'],
    ['looks once more at the beginning', 'blocked', 'await process.read()', 'await process.read(), await process.read()'],
    ['begins a new run after fewer wakes', 'closed', 'wakesMax = 500', 'wakesMax = 5'],
  ])('would not with code that %s', async (_change, phase, today, tomorrow) => {
    const path = `0.1.0/deregistration-${phase}.json`;
    expect(code).toContain(today);
    expect(await replay(code.replace(today, tomorrow), [path])).toEqual({ [path]: expect.any(DeterminismViolationError) as Error });
  });

  it('would not with code that goes on where it could rest', async () => {
    const path = '0.2.2/registration-awaiting-approval.json';
    expect(code).toContain('process.rest(sentence)');
    const outcomes = await replay(code.replace('process.rest(sentence)', 'false'), [path]);
    expect(outcomes).toEqual({ [path]: expect.any(DeterminismViolationError) as Error });
  });

  it('fails if it had happened in another order', async () => {
    const path = '0.1.0/deregistration-cooling-off.json';
    const swapFirstTwo = ({ events }: History) => {
      const [first, second] = events!.flatMap((event) => event.activityTaskScheduledEventAttributes ?? []);
      [first!.activityType, second!.activityType] = [second!.activityType, first!.activityType];
    };
    expect(await replay(code, [path], swapFirstTwo)).toEqual({ [path]: expect.any(DeterminismViolationError) as Error });
  });
});

/** The content of all payloads, as text. */
function payloads(path: string): string[] {
  const found: string[] = [];
  JSON.parse(text(path), (key, value: unknown) => {
    if (key === 'data' && typeof value === 'string') found.push(Buffer.from(value, 'base64').toString('utf8'));
    return value;
  });
  return found;
}

/** Codes, ids, and the texts of Temporal's pages. */
const impersonal = [
  /^[A-Za-z_]*$/,
  /^\d+$/,
  /^(account|deregistration|registration|approval|verification):[0-9a-f-]{36}(:(\d+|[0-9a-f-]{36}):[A-Za-z]+:\d+)?$/,
  /^started by [A-Z][A-Za-z]+$/,
  /^[A-Z][A-Za-z]+ in( \d+ (d|h|min|s|ms))+$/,
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  /^(role:)?[a-z0-9]+(-[a-z0-9]+)*$/,
  /^([A-Z][A-Za-z]+ at |tries again at )?\d{4}-\d{2}-\d{2}T[\d:.]+Z$/,
  /^When it was started, nothing was owed and nothing fell due before [\dT:.Z-]+: it begins then, or with the next change\.$/,
  /^(GET|POST) \/v1\/[a-zA-Z0-9/?=:-]+$/,
  /^(where does it stand\?|an operator should look at \S+)$/,
];

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

describe('the recorded histories', () => {
  it.each(corpus)('%s is small', (path) => {
    expect(statSync(join(__dirname, path)).size).toBeLessThan(150_000);
  });

  it.each(corpus)('%s tells of no person and no machine', (path) => {
    const held = payloads(path);
    expect(held.length).toBeGreaterThan(2);
    expect(held.flatMap((json) => strings(JSON.parse(json))).filter((word) => !impersonal.some((form) => form.test(word)))).toEqual([]);
    const everything = [text(path), ...held].join('\n');
    for (const trace of [/\+\d{8}/, /\b1[3-9]\d{9}\b/, /Recorded Person/, /\d@\w/, /\/(home|Users|root|tmp|work|dist)\//, /[^\x20-\x7e\n]/])
      expect(everything).not.toMatch(trace);
  });

  it('hold every kind of event that a workflow of ours can meet', () => {
    const types = new Set(corpus.flatMap((path) => [...text(path).matchAll(/"EVENT_TYPE_([A-Z_]+)"/g)].map(([, type]) => type)));
    for (const type of ['SIGNALED', 'COMPLETED', 'TERMINATED', 'CONTINUED_AS_NEW', 'OPTIONS_UPDATED', 'TIME_SKIPPING_TRANSITIONED'])
      expect(types).toContain(`WORKFLOW_EXECUTION_${type}`);
    for (const type of ['TIMER_FIRED', 'TIMER_CANCELED', 'ACTIVITY_TASK_COMPLETED', 'MARKER_RECORDED', 'WORKFLOW_TASK_FAILED'])
      expect(types).toContain(type);
  });
});
