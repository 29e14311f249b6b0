import { randomUUID } from 'node:crypto';
import { announceFloor } from '#event-store';
import { eventually, freshDatabase, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from '../testing/api';
import { News } from './news';

describe('the feed of events', () => {
  let database: FreshDatabase;
  let api: TestApi;
  let service: string;
  beforeAll(async () => {
    database = await freshDatabase();
    api = await testApi(database.url);
    service = await api.newKey(['service'], ['events:read']);
  });
  afterAll(async () => {
    await api?.close();
    await database?.drop();
  });

  const read = (query: Record<string, string> = {}, prefer?: string, key = service) =>
    api.call('GET', `/v1/events?${new URLSearchParams(query).toString()}`, { key, ...(prefer !== undefined && { headers: { prefer } }) });
  /** The cursor behind all events so far. */
  async function end(): Promise<string> {
    for (let after: string | undefined; ;) {
      const { body } = await read(after === undefined ? {} : { after });
      if (body.items.length === 0) return body.cursor as string;
      after = body.cursor as string;
    }
  }
  const typesOf = (body: { items: { type: string }[] }) => body.items.map(({ type }) => type);

  it('returns ids, types and instants, and nothing of what was sent', async () => {
    const account = await api.newAccount('+8613800138001');
    const { status, body } = await read();
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          eventId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
          type: 'AccountTakenIn',
          process: { type: 'account', id: account.id },
          at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) as string,
        },
      ],
      cursor: expect.stringMatching(/^[\w-]+$/) as string,
    });
    expect(JSON.stringify(body)).not.toMatch(/13800138001|Zhang|Wei/);
  });

  it('goes on from its cursor, page by page, to an end that has a cursor too', async () => {
    const after = await end();
    const account = await api.newAccount('+8613800138002');
    const leaving = (await api.leave(account.id)).body;
    const all = (await read({ after })).body;
    expect(all.items.map(({ process }: { process: { id: string } }) => process.id)).toEqual([account.id, leaving.id, account.id]);
    const first = (await read({ after, pageSize: '2' })).body;
    const rest = (await read({ after: first.cursor, pageSize: '2' })).body;
    expect([...first.items, ...rest.items]).toEqual(all.items);
    expect(rest.cursor).toBe(all.cursor);
    expect(await read({ after: rest.cursor })).toMatchObject({ status: 200, body: { items: [], cursor: rest.cursor } });
    // At least once: the same cursor returns the same again.
    expect((await read({ after })).body).toEqual(all);
  });

  it('starts at the end with after=latest: at once, empty, and all that comes later is behind its cursor', async () => {
    const last = await end();
    const { status, headers, body } = await read({ after: 'latest' }, 'wait=20');
    expect([status, headers['preference-applied']]).toEqual([200, undefined]);
    expect(body).toEqual({ items: [], cursor: last });
    await api.newAccount('+8613800138007');
    expect(typesOf((await read({ after: body.cursor })).body)).toEqual(['AccountTakenIn']);
  });

  it('gives at the end no cursor above an event that is written and not yet committed', async () => {
    const last = await end();
    let committed!: () => void;
    const hold = new Promise<void>((resolve) => (committed = resolve));
    let written!: () => void;
    const begun = new Promise<void>((resolve) => (written = resolve));
    // Takes a place below the next event, as a slow command does, and commits behind it.
    const slow = api.kernel.database.transaction(async (tx) => {
      await tx.query(`SELECT ${announceFloor}`);
      const [place] = await tx.query<{ at: string }>(`SELECT nextval('es.global_pos') AS at`);
      written();
      await hold;
      return Number(place!.at);
    });
    await begun;
    await api.newAccount('+8613800138008');
    const latest = (await read({ after: 'latest' })).body;
    committed();
    const place = await slow;
    expect(latest).toEqual({ items: [], cursor: last });
    expect(Number(Buffer.from(latest.cursor, 'base64url').toString().split('|')[1])).toBeLessThan(place);
    expect(typesOf((await read({ after: latest.cursor })).body)).toEqual(['AccountTakenIn']);
  });

  it('answers latest in an installation without any event with a cursor of its beginning', async () => {
    const own = await freshDatabase();
    const fresh = await testApi(own.url);
    const { cursor } = (await fresh.call('GET', '/v1/events?after=latest')).body as { cursor: string };
    await fresh.newAccount('+8613800138001');
    expect(typesOf((await fresh.call('GET', `/v1/events?after=${cursor}`)).body)).toEqual(['AccountTakenIn']);
    await fresh.close();
    await own.drop();
  });

  it('returns only the requested types, and refuses one that it does not know', async () => {
    const after = await end();
    const account = await api.newAccount('+8613800138003');
    await api.leave(account.id);
    const { body } = await read({ after, types: 'DeregistrationRequested,AccountFrozen' });
    expect(typesOf(body).sort()).toEqual(['AccountFrozen', 'DeregistrationRequested']);
    for (const from of [{ after }, { after: 'latest' }, {} as Record<string, string>]) {
      const unknown = await read({ ...from, types: 'AccountPurged,NobodyKnows' }, 'wait=20');
      expect(unknown).toMatchObject({ status: 422, body: { code: 'event-type-unknown', errors: [{ path: 'types.1' }] } });
      expect(JSON.stringify(unknown.body)).not.toContain('NobodyKnows');
    }
  });

  it('holds an answer until there is an event', async () => {
    const after = await end();
    const waiting = read({ after, types: 'DeregistrationRequested' }, 'wait=20');
    const account = await api.newAccount('+8613800138004');
    const { body: leaving } = await api.leave(account.id);
    const { status, headers, body } = await waiting;
    expect({ status, applied: headers['preference-applied'] }).toEqual({ status: 200, applied: 'wait=20' });
    expect(body.items).toMatchObject([{ type: 'DeregistrationRequested', process: { id: leaving.id } }]);
  });

  it('answers at once if there is an event already, and empty when the time is up', async () => {
    const after = await end();
    await api.newAccount('+8613800138005');
    expect(typesOf((await read({ after }, 'wait=30')).body)).toEqual(['AccountTakenIn']);
    const cursor = await end();
    expect(await read({ after: cursor }, 'wait=1')).toMatchObject({ status: 200, body: { items: [], cursor } });
  });

  it('answers the waiting callers when the API stops', async () => {
    const own = await freshDatabase();
    const leaving = await testApi(own.url);
    const waiting = leaving.call('GET', '/v1/events', { headers: { prefer: 'wait=30' } });
    await eventually(
      'somebody waits',
      () => Promise.resolve(leaving.app.get(News)['waiters'].size),
      (size) => size === 1,
    );
    await leaving.close();
    expect(await waiting).toMatchObject({ status: 200, body: { items: [] } });
    await own.drop();
  });

  it.each([
    ['nonsense', 'nonsense', 'cursor-invalid'],
    ['a page token of another list', Buffer.from('12').toString('base64url'), 'cursor-invalid'],
    ['one from further on than anything that has happened', Buffer.from('events|999999999').toString('base64url'), 'cursor-invalid'],
    ['what has no shape of one', 'events|1', 'invalid-request'],
  ])('refuses a cursor that it never gave: %s', async (_, after, code) => {
    expect(await read({ after })).toMatchObject({ status: 422, body: { code } });
    expect(await read({ after }, 'wait=20')).toMatchObject({ status: 422, body: { code } });
  });

  describe('after a backup was restored', () => {
    /** What a reader of another time line holds: the row of today's end, as another event. */
    const ofAnotherPast = (cursor: string, hoursLater: number, id: string | undefined = randomUUID()) => {
      const [name, position, , at] = Buffer.from(cursor, 'base64url').toString().split('|');
      return Buffer.from([name, position, id, Number(at) + hoursLater * 3_600_000].join('|')).toString('base64url');
    };

    it('refuses a cursor whose row is another one now, and names where to go on', async () => {
      await api.newAccount('+8613800138021');
      const cursor = await end();
      const refused = await read({ after: ofAnotherPast(cursor, 2) }, 'wait=20');
      expect(refused).toMatchObject({ status: 422, body: { code: 'cursor-invalid', goOnFrom: cursor } });
      await api.newAccount('+8613800138022');
      expect(typesOf((await read({ after: refused.body.goOnFrom })).body)).toEqual(['AccountTakenIn']);
    });

    it('refuses a cursor whose event was recorded again at its position: what is before it may be another one', async () => {
      const cursor = await end();
      const [, , eventId] = Buffer.from(cursor, 'base64url').toString().split('|');
      const refused = await read({ after: ofAnotherPast(cursor, 2, eventId) });
      expect(refused).toMatchObject({ status: 422, body: { code: 'cursor-invalid', goOnFrom: cursor } });
    });

    it('names no place where none is surely the same', async () => {
      const { status, body } = await read({ after: ofAnotherPast(await end(), 0) });
      expect([status, body.code, 'goOnFrom' in body]).toEqual([422, 'cursor-invalid', false]);
    });

    it('accepts a cursor of the former release, which names no row', async () => {
      const [name, position] = Buffer.from(await end(), 'base64url')
        .toString()
        .split('|');
      const former = Buffer.from([name, position].join('|')).toString('base64url');
      expect(await read({ after: former })).toMatchObject({ status: 200, body: { items: [], cursor: await end() } });
    });
  });

  it.each(['', 'account', 'A,', 'A B', Array(21).fill('A').join()])('refuses types that are none: %p', async (types) => {
    expect(await read({ types })).toMatchObject({ status: 422, body: { code: 'invalid-request', errors: [{ path: 'types' }] } });
  });

  it('is for operators, auditors and services with its scope, and for nobody who acts for a person', async () => {
    const account = await api.newAccount('+8613800138006');
    expect((await read({}, undefined, api.operator)).status).toBe(200);
    const acting = await api.newKey(['service'], ['events:read', 'act-for']);
    expect((await api.call('GET', '/v1/events', { key: acting })).status).toBe(200);
    expect(await api.call('GET', '/v1/events', { key: acting, person: account.id })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect((await read({}, undefined, await api.newKey(['auditor'], ['events:read']))).status).toBe(200);
    for (const role of ['service', 'auditor'] as const)
      expect((await read({}, undefined, await api.newKey([role], ['accounts:read']))).status).toBe(403);
  });

  it('is described in the document, with its promise and its cursor', async () => {
    const { get } = (await api.call('GET', '/openapi.json', { key: null })).body.paths['/v1/events'];
    for (const words of ['at least once', 'after=latest', 'CoolingOffEnded']) expect(get.description).toContain(words);
    expect(get.parameters.map(({ name }: { name: string }) => name).sort()).toEqual([...['Prefer', 'after', 'pageSize', 'types']]);
    expect(get.responses['422'].description).toContain('cursor-invalid');
    expect(get.responses['200'].content['application/json'].schema.required).toEqual(['items', 'cursor']);
  });
});
