import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from '#testing';
import type { Answer, TestApi } from '../testing/api';
import { approved, checked, newestCode, open, personal, post, profile, put } from '../testing/registrations';
import { withApi } from '../testing/with-api';

let api: TestApi;
let service: string;
let auditor: string;
let number = 13_800_149_000;
let people = 70;
const nextPhone = () => `+86${number++}`;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => {
  service = await api.newKey(['service'], [...scopes]);
  auditor = await api.newKey(['auditor'], [...scopes]);
});

const get = (id: string, key: string, headers: Record<string, string> = {}) => api.call('GET', `/v1/registrations/${id}`, { key, headers });
const idsOf = ({ body }: Answer) => (body.items as { id: string }[]).map(({ id }) => id);

/**
 * Up to a profile whose check is owed, through the service that is to learn nothing. @returns id and what it was told
 */
async function gives(n: number): Promise<{ id: string; told: Answer }> {
  const phone = nextPhone();
  const { id } = (await open(api, personal(phone), { key: service })).body as { id: string };
  await put(api, id, 'steps/phone', { code: newestCode(api) }, { key: service });
  await put(api, id, 'steps/sign-in', { reference: 'idp:1' }, { key: service });
  return { id, told: await put(api, id, 'steps/profile', profile(n), { key: service }) };
}

const takenIn = (n: number) => api.call('POST', '/v1/accounts', { body: { phone: nextPhone(), identity: profile(n).identity } });

/** What may differ between two registrations of two people. */
const alike = ({ body, headers }: Answer) => {
  const { id: _id, subjectId: _subject, openedAt: _opened, updatedAt: _updated, links: _links, ...told } = body as Record<string, unknown>;
  return { ...told, etag: headers['etag'] };
};

/** Each way in which a registration can be verified now, with the state that operators see. */
const situations: Record<string, { inside: string; reach: (n: number) => Promise<{ id: string; told: Answer }> }> = {
  'the register has not answered yet': { inside: 'verifying', reach: gives },
  'the register cannot tell': {
    inside: 'manual_review',
    reach: async (n) => {
      const given = await gives(n);
      await checked(api, given.id, 'unavailable');
      return given;
    },
  },
  'an account holds the document': {
    inside: 'manual_review',
    reach: async (n) => {
      await takenIn(n);
      const given = await gives(n);
      await checked(api, given.id);
      return given;
    },
  },
  'another registration was confirmed first': {
    inside: 'manual_review',
    reach: async (n) => {
      const [first, given] = [await gives(n), await gives(n)];
      await checked(api, first.id);
      await checked(api, given.id);
      return given;
    },
  },
};

describe('a registration that is being verified', () => {
  const reached: Record<string, { id: string; told: Answer }> = {};
  beforeAll(async () => {
    for (const [name, { reach }] of Object.entries(situations)) reached[name] = await reach((people += 1));
  });
  const all = () => Object.entries(situations).map(([name, { inside }]) => ({ ...reached[name]!, inside }));

  it('is told to its service in the same words, ETag and instants, whoever looks (R17)', async () => {
    const seen = await Promise.all(all().map(async ({ id }) => alike(await get(id, service))));
    for (const each of seen) expect(each).toEqual(seen[0]);
    expect(seen[0]).toMatchObject({ state: 'verifying', deadlines: [] });
    for (const { id, told } of all()) {
      const now = await get(id, service);
      expect([now.headers['etag'], now.body.updatedAt]).toEqual([told.headers['etag'], told.body.updatedAt]);
    }
  });

  it('shows operators and auditors where it stands (R17)', async () => {
    for (const key of [api.operator, auditor])
      for (const { id, inside } of all()) expect(await get(id, key)).toMatchObject({ status: 200, body: { state: inside } });
  });

  it('is found by its service as verifying, and never as what others call it (R17)', async () => {
    const list = async (state: string, key: string) =>
      idsOf(await api.call('GET', `/v1/registrations?state=${state}&pageSize=100`, { key })).filter((id) =>
        all().some((each) => each.id === id),
      );
    const ids = all().map(({ id }) => id);
    expect((await list('verifying', service)).sort()).toEqual([...ids].sort());
    expect(await list('manual_review', service)).toEqual([]);
    const inside = (state: string) => all().flatMap((each) => (each.inside === state ? [each.id] : []));
    for (const state of ['verifying', 'manual_review']) expect((await list(state, api.operator)).sort()).toEqual(inside(state).sort());
  });

  it('is no approval of its service, and its workflow is none of theirs (R17)', async () => {
    const known = all().map(({ id }) => id);
    const { items } = (await api.call('GET', '/v1/approvals?pageSize=100', { key: service })).body as {
      items: { matter: { id: string } }[];
    };
    expect(items.filter(({ matter }) => known.includes(matter.id))).toEqual([]);
    for (const id of known)
      expect(await api.call('GET', `/v1/registrations/${id}/workflow`, { key: service })).toMatchObject({ status: 403 });
  });

  it('refuses its service the same, with the same code, and takes an expected version that no review has moved (R17)', async () => {
    for (const { id } of all()) {
      expect(await put(api, id, 'steps/profile', profile(99), { key: service })).toMatchObject({
        status: 409,
        body: { code: 'check-under-way' },
      });
      expect(await post(api, id, 'submission', { key: service })).toMatchObject({ status: 409, body: { code: 'check-under-way' } });
    }
  });

  it('makes a caller wait who prefers that, until there is something to tell (R17)', async () => {
    const { id } = reached['an account holds the document']!;
    const since = performance.now();
    expect(await get(id, service, { prefer: 'wait=1' })).toMatchObject({ body: { state: 'verifying' } });
    expect(performance.now() - since).toBeGreaterThan(900);
    expect(await get(id, api.operator, { prefer: 'wait=20' })).toMatchObject({ body: { state: 'manual_review' } });
  });

  it('may be withdrawn by the version that its service was told (R17)', async () => {
    const { id, told } = await situations['an account holds the document']!.reach((people += 1));
    const ifMatch = { 'if-match': told.headers['etag'] as string };
    expect(await post(api, id, 'withdrawal', { key: service, headers: ifMatch })).toMatchObject({
      status: 200,
      body: { state: 'withdrawn' },
    });
  });
});

describe('the feed and the timeline of a registration that a person has looked at', () => {
  const types = async (after: string, key: string, asked = '') =>
    (await api.call('GET', `/v1/events?after=${encodeURIComponent(after)}${asked}`, { key })).body.items as {
      type: string;
      process: { id: string };
    }[];
  const of = (id: string, items: Awaited<ReturnType<typeof types>>) =>
    items.filter((each) => each.process.id === id).map(({ type }) => type);

  it('tell its service what they tell of one that the register has confirmed (R17)', async () => {
    const reviewer = randomUUID();
    await api.call('POST', '/v1/identity-reviewers', { body: { userId: reviewer } });
    const { cursor } = (await api.call('GET', '/v1/events?after=latest', { key: service })).body as { cursor: string };
    const [direct, reviewed] = [await gives((people += 1)), await situations['an account holds the document']!.reach((people += 1))];
    await checked(api, direct.id);
    expect(of(reviewed.id, await types(cursor, service)).at(-1)).toBe('ProfileGiven');
    const [task] = (await api.call('GET', `/v1/approvals?assignee=user:${reviewer}`)).body.items as {
      id: string;
      matter: { id: string };
    }[];
    expect(task!.matter.id).toBe(reviewed.id);
    await approved(api, service, task!.id, [reviewer]);

    const [one, other] = [await get(direct.id, service), await get(reviewed.id, service)];
    const told = ({ deadlines: _end, ...rest }: Record<string, unknown>) => rest;
    expect(told(alike(other))).toEqual(told(alike(one)));
    const feed = await types(cursor, service, '&pageSize=100');
    expect(of(reviewed.id, feed)).toEqual(of(direct.id, feed));
    expect(of(reviewed.id, await types(cursor, service, '&types=IdentityChecked'))).toEqual(['IdentityChecked']);
    expect(of(reviewed.id, await types(cursor, service, '&types=IdentityReviewed,ReviewNeeded'))).toEqual([]);
    expect(of(reviewed.id, await types(cursor, api.operator))).toEqual(expect.arrayContaining(['ReviewNeeded', 'IdentityReviewed']));

    const lives: Record<string, unknown[]>[] = [];
    for (const { id } of [direct, reviewed]) {
      const { accountId } = (await post(api, id, 'submission', { key: service })).body as { accountId: string };
      const timeline = async (key: string) =>
        (await api.call('GET', `/v1/accounts/${accountId}/timeline?pageSize=100`, { key })).body.items as {
          type: string;
          origin: string;
          process: { type: string; version?: number };
        }[];
      const outside = (await timeline(service)).filter(({ process }) => process.type === 'registration');
      lives.push({ outside: outside.map(({ type, origin, process }) => [type, origin, process.version]) });
      const inside = (await timeline(api.operator)).filter(({ process }) => process.type === 'registration');
      expect(inside.every(({ process }) => process.version !== undefined)).toBe(true);
      if (id === reviewed.id) expect(inside.map(({ type }) => type)).toContain('ReviewNeeded');
    }
    expect(lives[1]).toEqual(lives[0]);
  });
});

describe('two people who show one document at once', () => {
  it('meet nobody when they type it; the second one that is confirmed goes to a reviewer, whichever came first (R17)', async () => {
    const n = (people += 1);
    const rivals = [await gives(n), await gives(n), await gives(n)];
    const claimed = () => api.kernel.database.query(`SELECT holder FROM es.claims WHERE kind = 'identity' AND holder = ANY ($1)`, [ids]);
    const ids = rivals.map(({ id }) => id);
    expect(await claimed()).toEqual([]);
    await Promise.all(rivals.map(({ id }) => checked(api, id).catch(() => checked(api, id))));
    const states = await Promise.all(ids.map(async (id) => (await get(id, api.operator)).body.state as string));
    expect([...states].sort()).toEqual(['draft', 'manual_review', 'manual_review']);
    expect(await claimed()).toEqual([{ holder: ids[states.indexOf('draft')] }]);
  });

  it('of whom one gives up or was never confirmed keeps nobody out (R17)', async () => {
    const n = (people += 1);
    const [typed, failed, third] = [await gives(n), await gives(n), await gives(n)];
    await checked(api, failed.id, 'unconfirmed');
    await checked(api, third.id);
    expect(await get(third.id, service)).toMatchObject({ body: { state: 'draft' } });
    await post(api, third.id, 'withdrawal');
    await checked(api, typed.id);
    expect(await get(typed.id, api.operator)).toMatchObject({ body: { state: 'draft' } });
  });
});
