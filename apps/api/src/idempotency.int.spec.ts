import { randomUUID } from 'node:crypto';
import { freshDatabase } from '#testing';
import type { Answer, TestApi } from './testing/api';
import { withApi } from './testing/with-api';
import { newCompany } from './testing/approvals';
import { open, personal } from './testing/registrations';

describe('the same call', () => {
  let api: TestApi;
  withApi(freshDatabase, (opened) => void (api = opened));

  const takeIn = (body: object, idempotencyKey: string, headers: Record<string, string> = {}) =>
    api.call('POST', '/v1/accounts', { body, idempotencyKey, headers });
  const told = ({ status, body, headers }: Answer) => ({ status, body, etag: headers['etag'], location: headers['location'] });
  const count = async (table: string) => (await api.kernel.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]!.n;

  it('returns the same answer, however its body is written', async () => {
    const key = randomUUID();
    const first = await takeIn({ phone: '+8613800138001', name: 'Wei' }, key);
    const second = await takeIn({ name: 'Wei', phone: '+8613800138001' }, key);
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect(second.headers).toMatchObject({ 'idempotency-replayed': 'true' });
    expect(told(second)).toEqual(told(first));
  });

  it('returns the same refusal, with the trace of the first call', async () => {
    const key = randomUUID();
    const first = await takeIn({ phone: '+8613800138001' }, key);
    expect(first).toMatchObject({ status: 409, body: { code: 'phone-taken' } });
    const second = await takeIn({ phone: '+8613800138001' }, key);
    expect(told(second)).toEqual(told(first));
    expect(second.headers).toMatchObject({ 'idempotency-replayed': 'true' });
  });

  it('with another body or on another route is refused, and the first answer stays', async () => {
    const key = randomUUID();
    const first = await takeIn({ phone: '+8613800138002' }, key);
    const others = [
      takeIn({ phone: '+8613800138003' }, key),
      api.call('POST', '/v1/challenges', {
        body: { kind: 'phone', value: '+8613800138002', purpose: 'identifier-check' },
        idempotencyKey: key,
      }),
    ];
    for (const other of await Promise.all(others)) expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(told(await takeIn({ phone: '+8613800138002' }, key))).toEqual(told(first));
  });

  it('of another client is another call', async () => {
    const key = randomUUID();
    const other = await api.newKey(['operator'], ['accounts:write']);
    expect((await takeIn({ phone: '+8613800138004' }, key)).status).toBe(201);
    expect(await api.call('POST', '/v1/accounts', { key: other, body: { phone: '+8613800138005' }, idempotencyKey: key })).toMatchObject({
      status: 201,
    });
  });

  it('of one client for itself and for each person is a separate call', async () => {
    const service = await api.newKey(['service'], ['identifiers:check', 'act-for']);
    const people = [await api.newAccount('+8613800138021'), await api.newAccount('+8613800138022')];
    const idempotencyKey = randomUUID();
    const body = { kind: 'email', value: 'wei@example.com', purpose: 'identifier-check' };
    const send = (person?: { id: string }) =>
      api.call('POST', '/v1/challenges', { key: service, idempotencyKey, body, ...(person && { person: person.id }) });
    const answers = [await send(), await send(people[0]), await send(people[1]), await send(people[1])];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.body.challengeId as string)).size).toBe(3);
  });

  it('refused by its schema or a guard may be corrected and sent again', async () => {
    const key = randomUUID();
    expect((await takeIn({ phone: 'none' }, key)).status).toBe(422);
    expect((await takeIn({ phone: '+8613800138006', surprise: 1 }, key)).status).toBe(422);
    expect((await takeIn({ phone: '+8613800138006' }, key)).status).toBe(201);
  });

  it('of two callers leaves hashes that say nothing of their being equal', async () => {
    const [mine, theirs] = [api.operator, await api.newKey(['operator'], ['accounts:write'])];
    const body = { phone: '+8613800138077' };
    for (const key of [mine, theirs]) await api.call('POST', '/v1/accounts', { body, key });
    const hashes = await api.kernel.database.query<{ hash: string }>(
      `SELECT encode(request_hash, 'hex') AS hash FROM es.commands ORDER BY at DESC LIMIT 2`,
    );
    expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(2);
  });

  describe('written in another way', () => {
    const submit = (id: string, idempotencyKey: string, body?: object) =>
      api.call('POST', `/v1/registrations/${id}/submission`, { idempotencyKey, ...(body && { body }) });

    it('is the same without a body and with an empty one, and with an id in upper case', async () => {
      const { id } = (await open(api, personal('+8613800138091'))).body as { id: string };
      const key = randomUUID();
      const first = await submit(id, key);
      for (const other of [await submit(id, key, {}), await submit(id.toUpperCase(), key), await submit(id.toUpperCase(), key, {})]) {
        expect(told(other)).toEqual(told(first));
        expect(other.headers).toMatchObject({ 'idempotency-replayed': 'true' });
      }
      expect(await submit(id, key, { surprise: 1 })).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    });

    it.each([
      ['this release until now', 'request-of-command'],
      ['the former release', 'request'],
    ])('is known by what %s recorded of exactly that', async (_, purpose) => {
      const { id } = (await open(api, personal(`+861380013809${purpose.length % 7}`))).body as { id: string };
      const key = randomUUID();
      const first = await submit(id.toUpperCase(), key, {});
      const [{ command_id: commandId }] = (await api.kernel.database.query<{ command_id: Buffer }>(
        'SELECT command_id FROM es.commands ORDER BY at DESC LIMIT 1',
      )) as [{ command_id: Buffer }];
      const parts = ['POST', `/v1/registrations/${id.toUpperCase()}/submission`, '{}', ''];
      const hash = api.kernel.keys.hmac(purpose, ...(purpose === 'request' ? parts : [commandId, ...parts]));
      await api.kernel.database.query('UPDATE es.commands SET request_hash = $1 WHERE command_id = $2', [hash, commandId]);
      expect(told(await submit(id.toUpperCase(), key, {}))).toEqual(told(first));
    });
  });

  it('is known by what the former release recorded of it', async () => {
    const key = randomUUID();
    const body = { phone: '+8613800138078' };
    const first = await takeIn(body, key);
    const formerHash = api.kernel.keys.hmac('request', 'POST', '/v1/accounts', JSON.stringify(body), '');
    await api.kernel.database.query(
      'UPDATE es.commands SET request_hash = $1 WHERE command_id = (SELECT command_id FROM es.commands ORDER BY at DESC LIMIT 1)',
      [formerHash],
    );
    expect(told(await takeIn(body, key))).toEqual(told(first));
    expect(await takeIn({ phone: '+8613800138079' }, key)).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });

  describe('after its answer is kept no longer', () => {
    const forget = () => api.kernel.database.query('DELETE FROM es.commands');
    const expired = { status: 422, body: { code: 'idempotency-key-expired' } };

    it('is refused, whatever the state would say, changes nothing and records nothing', async () => {
      const keys = [randomUUID(), randomUUID()] as const;
      const account = await takeIn({ phone: '+8613800138080' }, keys[0]);
      const leave = () => api.leave(account.body.id as string, { idempotencyKey: keys[1] });
      expect((await leave()).status).toBe(201);
      await forget();
      const events = await count('es.events');
      expect(await takeIn({ phone: '+8613800138080' }, keys[0])).toMatchObject(expired);
      expect(await takeIn({ phone: '+8613800138081' }, keys[0])).toMatchObject(expired);
      expect(await leave()).toMatchObject(expired);
      expect([await count('es.events'), await count('es.commands')]).toEqual([events, 0]);
    });

    it('is refused where it made an API key', async () => {
      const body = { name: 'suite', companies: 'platform', roles: ['service'], scopes: ['accounts:read'] };
      const idempotencyKey = randomUUID();
      const make = () => api.call('POST', '/v1/api-keys', { body, idempotencyKey });
      expect((await make()).status).toBe(201);
      await forget();
      expect(await make()).toMatchObject(expired);
    });

    it('is refused also where the former release recorded that it had made the process', async () => {
      const key = randomUUID();
      await takeIn({ phone: '+8613800138001' }, key);
      await api.kernel.database.query(
        `UPDATE es.commands SET answer = jsonb_set(answer::jsonb, '{problem,code}', '"account-exists"')
         WHERE command_id = (SELECT command_id FROM es.commands ORDER BY at DESC LIMIT 1)`,
      );
      expect(await takeIn({ phone: '+8613800138001' }, key)).toMatchObject(expired);
    });

    it('means a new command if it had been refused', async () => {
      const key = randomUUID();
      expect(await takeIn({ phone: '+8613800138001' }, key)).toMatchObject({ status: 409 });
      await forget();
      expect(await takeIn({ phone: '+8613800138082' }, key)).toMatchObject({ status: 201 });
    });
  });

  describe('to an older program than the one that answered first', () => {
    /** Makes of the newest recorded answer one that only a newer program gives. */
    const record = (path: string, value: string) =>
      api.kernel.database.query(
        `UPDATE es.commands SET answer = jsonb_set(answer::jsonb, $1, $2)
         WHERE command_id = (SELECT command_id FROM es.commands ORDER BY at DESC LIMIT 1)`,
        [path, value],
      );

    it.each([
      ['a field', '{body,nickname}', { nickname: 'W' }],
      ['a field of a field', '{body,links,nickname}', { links: { nickname: 'W' } }],
      ['a word', '{body,state}', { state: 'W' }],
    ])('gives it as it was recorded, with %s that this one does not know', async (_, path, newer) => {
      const key = randomUUID();
      const body = { phone: `+86138002${String(path.length).padStart(5, '0')}` };
      const first = await takeIn(body, key);
      await record(path, '"W"');
      const second = await takeIn(body, key);
      expect(second.headers).toMatchObject({ 'idempotency-replayed': 'true', etag: first.headers['etag'] });
      expect(second).toMatchObject({ status: 201, body: { id: first.body.id, ...newer } });
    });

    it('gives it also where the route adds to it', async () => {
      const company = await newCompany(api);
      await api.call('POST', `/v1/companies/${company}/positions`, { body: { positionId: 'sales', title: 'Sales', template: 'sales' } });
      const key = randomUUID();
      const issue = () =>
        api.call('POST', `/v1/companies/${company}/invites`, {
          body: { positionId: 'sales', managers: [`outside:${key}`] },
          idempotencyKey: key,
        });
      const first = await issue();
      await record('{body,nickname}', '"W"');
      expect(await issue()).toMatchObject({ status: 201, body: { ...first.body, nickname: 'W' } });
    });

    it('says that a refusal which it does not know is for a newer one to repeat, and keeps it', async () => {
      const key = randomUUID();
      const body = { phone: '+8613800138001' };
      expect(await takeIn(body, key)).toMatchObject({ status: 409 });
      await record('{problem,code}', '"of-a-newer-program"');
      expect(await takeIn(body, key)).toMatchObject({ status: 503, body: { code: 'newer-release' }, headers: { 'retry-after': '1' } });
      await record('{problem,code}', '"phone-taken"');
      expect(await takeIn(body, key)).toMatchObject({ status: 409, body: { code: 'phone-taken' } });
    });
  });

  it('a hundred times at once is one event and a hundred equal answers', async () => {
    const events = await count('es.events');
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 100 }, () => takeIn({ phone: '+8613800138007' }, key)));
    expect(new Set(answers.map((answer) => JSON.stringify(told(answer)))).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
    expect(await count('es.events')).toBe(events + 1);
  });

  it('a hundred times at once is one refusal a hundred times', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 100 }, () => takeIn({ phone: '+8613800138007' }, key)));
    expect(new Set(answers.map((answer) => JSON.stringify(told(answer)))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 409, body: { code: 'phone-taken' } });
  });

  it('without a process makes one challenge and one key, also many times at once', async () => {
    const [challenges, keys] = [await count('vault.challenges'), await count('iam.api_keys')];
    const [sendKey, makeKey] = [randomUUID(), randomUUID()];
    const send = () =>
      api.call('POST', '/v1/challenges', {
        body: { kind: 'phone', value: '+8613800138008', purpose: 'identifier-check' },
        idempotencyKey: sendKey,
      });
    const make = () =>
      api.call('POST', '/v1/api-keys', {
        body: { name: 'backend', companies: 'platform', roles: ['service'], scopes: [] },
        idempotencyKey: makeKey,
      });
    for (const call of [send, make]) {
      const answers = await Promise.all(Array.from({ length: 20 }, call));
      expect(new Set(answers.map((answer) => JSON.stringify(told(answer)))).size).toBe(1);
      expect(answers[0]!.status).toBe(201);
    }
    expect([await count('vault.challenges'), await count('iam.api_keys')]).toEqual([challenges + 1, keys + 1]);
  });

  it('with the expected version succeeds, or is refused', async () => {
    const { id } = await api.newAccount('+8613800138009');
    const { body, headers } = await api.leave(id);
    const retry = (ifMatch: string) =>
      api.call('POST', `/v1/deregistrations/${body.id}/steps/refundWallet/retry`, { headers: { 'if-match': ifMatch } });
    expect(await retry('"99"')).toMatchObject({ status: 412, body: { code: 'version-mismatch' } });
    expect(await retry(String(headers['etag']))).toMatchObject({ status: 409, body: { code: 'step-not-blocked' } });
  });

  it('with the expected version of the process of a code, too: otherwise no code is sent', async () => {
    const registration = await open(api, personal('+8613800138010'));
    const account = await api.newAccount('+8613800138011');
    const deregistration = await api.leave(account.id);
    const paths = [`/v1/registrations/${registration.body.id}/codes`, `/v1/deregistrations/${deregistration.body.id}/challenges`];
    const sent = api.sent.length;
    for (const path of paths) {
      const ask = (ifMatch: string, idempotencyKey = randomUUID()) =>
        api.call('POST', path, { headers: { 'if-match': ifMatch }, idempotencyKey });
      const key = randomUUID();
      const stale = await ask('"2"', key);
      expect(stale).toMatchObject({ status: 412, body: { code: 'version-mismatch' } });
      expect(await ask('"2"', key)).toMatchObject({ status: 412, body: stale.body, headers: { 'idempotency-replayed': 'true' } });
      expect(api.sent.length).toBe(sent + paths.indexOf(path));
      expect((await ask('"1"')).status).toBe(201);
      expect(api.sent.length).toBe(sent + paths.indexOf(path) + 1);
    }
  });

  it('has an ETag if its result has a path, and otherwise none', async () => {
    const company = await newCompany(api);
    const answers = [
      await api.call('POST', `/v1/companies/${company}/positions`, { body: { positionId: 'sales', title: 'Sales', template: 'sales' } }),
      await api.call('POST', `/v1/companies/${company}/roles`, { body: { role: 'it-admin', userId: randomUUID() } }),
      await api.call('POST', `/v1/companies/${company}/invites`, { body: { positionId: 'sales', managers: [`outside:${randomUUID()}`] } }),
      await api.call('POST', '/v1/identity-reviewers', { body: { userId: randomUUID() } }),
    ];
    expect(answers.map(({ status, headers }) => [status, headers['etag']])).toEqual(answers.map(() => [201, undefined]));
  });
});
