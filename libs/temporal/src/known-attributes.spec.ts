import { registeringCommand, searchAttributes, watchAttributes } from '#temporal';

const names = Object.keys(searchAttributes);
const [keyword, datetime] = [2, 6];
const typeOf = (name: string) => (name === 'TenureNextDueAt' ? datetime : keyword);
const failure = (code: number) => Object.assign(new Error('refused'), { code });

/** A namespace that has these attributes, and may refuse to add any, or `only` this one. */
function namespace(attributes: Record<string, number>, refusal?: Error, only?: string) {
  const asked: string[][] = [];
  const server = {
    attributes,
    asked,
    looks: 0,
    down: false,
    withDeadline: <T>(_until: number | Date, work: () => Promise<T>) => work(),
    operatorService: {
      listSearchAttributes: async () => {
        server.looks += 1;
        if (server.down) throw failure(14);
        return { customAttributes: { ...server.attributes } };
      },
      addSearchAttributes: async (request: { searchAttributes: Record<string, number> }) => {
        asked.push(Object.keys(request.searchAttributes));
        if (refusal && (only === undefined || only in request.searchAttributes)) throw refusal;
        server.attributes = { ...request.searchAttributes, ...server.attributes };
      },
    },
    workflowService: { countWorkflowExecutions: async () => ({}) },
  };
  return server;
}

type Server = ReturnType<typeof namespace>;
const told: { missing: readonly string[]; error: unknown }[] = [];
let ending: AbortController;
const watch = (server: Server, registers = true) =>
  watchAttributes({
    connection: server as never,
    namespace: 'default',
    registers,
    signal: ending.signal,
    changed: (missing, error) => told.push({ missing, error }),
  });
/** Lets the watch look as often as it does in this time. */
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  jest.useFakeTimers();
  told.length = 0;
  ending = new AbortController();
});
afterEach(async () => {
  ending.abort();
  jest.useRealTimers();
});

const all = Object.fromEntries(names.map((name) => [name, typeOf(name)]));

describe('the search attributes that a program knows', () => {
  it('are none before the first answer, and then those of the namespace', async () => {
    const attributes = watch(namespace(all), false);
    expect([...attributes.known()]).toEqual([]);
    await pass(0);
    expect([...attributes.known()]).toEqual(names);
    expect(told).toEqual([]);
  });

  it('are added by the program that may, and by no other', async () => {
    const [empty, other] = [namespace({}), namespace({})];
    const [worker, api] = [watch(empty), watch(other, false)];
    await pass(0);
    expect([...worker.known()]).toEqual(names);
    expect(told).toEqual([{ missing: names, error: undefined }]);
    expect([...api.known()]).toEqual([]);
    expect(other.asked).toEqual([]);
  });

  it('do not hold one of another type, nor lack the others for it', async () => {
    const server = namespace({ TenureOutcome: datetime });
    const attributes = watch(server);
    await pass(0);
    expect([...attributes.known()]).toEqual(['TenureStatus', 'TenureNextDueAt', 'TenureCompanyId']);
    expect(told).toEqual([{ missing: ['TenureOutcome'], error: undefined }]);
  });

  it('may not be added: the program says so once, and finds those that an operator adds', async () => {
    const refusal = failure(7);
    const server = namespace({}, refusal);
    const attributes = watch(server);
    await pass(30_000);
    expect(server.asked.length).toBeGreaterThan(2);
    expect(told).toEqual([{ missing: names, error: refusal }]);
    server.attributes = all;
    await pass(5_000);
    expect([...attributes.known()]).toEqual(names);
    expect(told.slice(1)).toEqual([{ missing: [], error: undefined }]);
  });

  // https://github.com/temporalio/temporal/pull/8397
  it('are all but the one that the namespace has no room for, and the program names that one', async () => {
    const full = failure(3);
    const attributes = watch(namespace({}, full, 'TenureNextDueAt'));
    await pass(0);
    expect([...attributes.known()]).toEqual(names.filter((name) => name !== 'TenureNextDueAt'));
    expect(told).toEqual([{ missing: ['TenureNextDueAt'], error: full }]);
  });

  it('lack one that an operator removes, within seconds', async () => {
    const server = namespace(all);
    const attributes = watch(server, false);
    await pass(0);
    server.attributes = { TenureStatus: keyword };
    await pass(15_000);
    expect([...attributes.known()]).toEqual(['TenureStatus']);
  });

  it('are none once Temporal has refused one, until it is asked again at once', async () => {
    const server = namespace(all);
    const attributes = watch(server, false);
    await pass(0);
    attributes.doubt();
    expect([...attributes.known()]).toEqual([]);
    await pass(0);
    expect([...attributes.known()]).toEqual(names);
  });

  it('stay while Temporal does not answer, and nobody asks in a hurry', async () => {
    const server = namespace(all);
    const attributes = watch(server);
    await pass(0);
    server.down = true;
    await pass(60_000);
    expect([...attributes.known()]).toEqual(names);
    expect(server.looks).toBe(5);
  });
});

describe('the command that adds them', () => {
  it('is one that an operator copies', () => {
    expect(registeringCommand('tenure', ['TenureStatus', 'TenureNextDueAt'])).toBe(
      'temporal operator search-attribute create --namespace tenure --name TenureStatus --type Keyword --name TenureNextDueAt --type Datetime',
    );
  });
});
