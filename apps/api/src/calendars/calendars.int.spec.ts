import { randomUUID } from 'node:crypto';
import { platformCalendar } from '#domain';
import { freshDatabase } from '#testing';
import { pagedByTwo, type TestApi } from '../testing/api';
import { newCompany } from '../testing/approvals';
import { withApi } from '../testing/with-api';

let api: TestApi;
withApi(freshDatabase, (opened) => (api = opened));

const content = { zone: 'Asia/Shanghai', restDays: [0, 6], holidays: ['2027-01-01'], makeUpDays: ['2027-01-03'], knownUntil: '2027-12-31' };
const until = (year: number) => ({ ...content, holidays: [`${year}-01-01`], makeUpDays: [], knownUntil: `${year}-12-31` });
const add = (body: object, options: object = {}) => api.call('POST', '/v1/calendars', { body: { ...content, ...body }, ...options });
const serviceOf = (...companies: string[]) =>
  api.newKey(['service'], ['calendars:read', 'calendars:write', 'companies:read'], { client: randomUUID(), companies });
const missing = { status: 404, body: { code: 'not-found' } };

describe('a calendar of a company (R16)', () => {
  it('is added once by its name, and found by the company', async () => {
    const companyId = await newCompany(api);
    const key = await serviceOf(companyId);
    const added = await add({ calendarId: 'office', companyId }, { key });
    expect(added).toMatchObject({ status: 201, body: { type: 'calendar', state: 'kept', companyId, calendarId: 'office', ...content } });
    expect(added.headers).toMatchObject({ location: `/v1/calendars/${added.body.id}`, etag: '"1"' });
    expect(await add({ calendarId: 'office', companyId }, { key })).toMatchObject({ status: 409, body: { code: 'calendar-exists' } });
    expect((await api.call('GET', `/v1/calendars/${added.body.id}`, { key })).body).toEqual(added.body);
    const { body } = await api.call('GET', `/v1/calendars?companyId=${companyId}`, { key });
    expect(body.items).toMatchObject([{ id: added.body.id, calendarId: 'office' }]);
  });

  it('has versions, each of which says all days and never changes', async () => {
    const companyId = await newCompany(api);
    const { body } = await add({ calendarId: 'office', companyId });
    const path = `/v1/calendars/${body.id}/versions`;
    for (const year of [2028, 2029]) expect(await api.call('POST', path, { body: until(year) })).toMatchObject({ status: 200 });
    const versions = await pagedByTwo<object>(api, path);
    expect(versions).toMatchObject([
      { version: 3, ...until(2029) },
      { version: 2, ...until(2028) },
      { version: 1, ...content },
    ]);
    expect(await api.call('POST', path, { body: until(2029) })).toMatchObject({ status: 409, body: { code: 'calendar-says-this' } });
  });

  it('is edited by one of two at once: the other one gets 412', async () => {
    const { body, headers } = await add({ calendarId: 'office', companyId: await newCompany(api) });
    const edit = (year: number) =>
      api.call('POST', `/v1/calendars/${body.id}/versions`, { body: until(year), headers: { 'if-match': String(headers['etag']) } });
    const answers = await Promise.all([edit(2028), edit(2029)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await api.call('GET', `/v1/calendars/${body.id}`)).headers['etag']).toBe('"2"');
  });

  it('that nobody can count by is refused with each fault and its place', async () => {
    const companyId = await newCompany(api);
    const wrong = { zone: 'Mars/Olympus', holidays: ['2027-02-30', '2027-01-03', '2028-01-01'] };
    const refused = await add({ calendarId: 'office', companyId, ...wrong });
    expect(refused).toMatchObject({ status: 422, body: { code: 'calendar-invalid' } });
    const errors = refused.body.errors as { path: string; code: string }[];
    expect(errors.map(({ path, code }) => [path, code])).toEqual([
      ['zone', 'not-a-zone'],
      ['holidays.0', 'no-such-day'],
      ['holidays.1', 'also-a-make-up-day'],
      ['holidays.2', 'after-known-until'],
    ]);
    expect(await add({ calendarId: 'office', companyId, holidays: ['tomorrow'] })).toMatchObject({
      status: 422,
      body: { code: 'invalid-request', errors: [{ path: 'holidays.0' }] },
    });
  });

  it('of another company is 404 in every way, as one that is not there', async () => {
    const [own, other] = [await newCompany(api), await newCompany(api)];
    const key = await serviceOf(own);
    const { body } = await add({ calendarId: 'office', companyId: other });
    for (const id of [body.id, randomUUID()]) {
      expect(await api.call('GET', `/v1/calendars/${id}`, { key })).toMatchObject(missing);
      expect(await api.call('GET', `/v1/calendars/${id}/versions`, { key })).toMatchObject(missing);
      expect(await api.call('POST', `/v1/calendars/${id}/versions`, { key, body: until(2028) })).toMatchObject(missing);
    }
    expect(await add({ calendarId: 'mine', companyId: other }, { key })).toMatchObject(missing);
    expect((await api.call('GET', '/v1/calendars', { key })).body.items).toEqual([]);
  });
});

describe('a calendar of the platform', () => {
  it('is kept by operators alone; its own one has an id that every program knows', async () => {
    const key = await api.newKey(['service'], ['calendars:read', 'calendars:write']);
    expect(await add({ calendarId: 'platform' }, { key })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const added = await add({ calendarId: 'platform' });
    expect(added).toMatchObject({ status: 201, body: { id: platformCalendar.storedId } });
    expect(await api.call('POST', `/v1/calendars/${added.body.id}/versions`, { key, body: until(2028) })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect(await api.call('GET', `/v1/calendars/${added.body.id}`, { key })).toMatchObject({ status: 200 });
  });

  it('is read by each company that may count by it, and offers it no command', async () => {
    const key = await serviceOf(await newCompany(api));
    const { body } = await add({ calendarId: `shared-${randomUUID().slice(0, 8)}` });
    const path = `/v1/calendars/${body.id}`;
    const seen = await api.call('GET', path, { key });
    expect(seen).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: { ...content, allowed: [], refused: [] } });
    expect((await api.call('GET', `${path}/versions`, { key })).body.items).toMatchObject([{ version: 1, ...content }]);
    expect(await api.call('POST', `${path}/versions`, { key, body: until(2028) })).toMatchObject(missing);
    expect((await api.call('GET', path)).body.allowed).toEqual(['AddCalendarVersion']);
  });
});

describe('the calendars of regions', () => {
  it('are there from the beginning, the mainland with its holidays', async () => {
    const { status, body } = await api.call('GET', '/v1/calendars/regions');
    expect([status, body.items[0].region, body.items.length > 30]).toEqual([200, 'cn', true]);
    expect(body.items.find(({ region }: { region: string }) => region === 'de')).toMatchObject({ zone: 'Europe/Berlin', holidays: [] });
  });
});

describe('the choice of a company', () => {
  const choose = (companyId: string, body: object, options: object = {}) =>
    api.call('PUT', `/v1/companies/${companyId}/calendar`, { body, ...options });

  it('is a region, its own calendar or one of the platform', async () => {
    const companyId = await newCompany(api);
    const { body: own } = await add({ calendarId: 'office', companyId });
    const { body: shared } = await add({ calendarId: `shared-${randomUUID().slice(0, 8)}` });
    for (const calendar of [{ region: 'de' }, { storedId: own.id }, { storedId: shared.id }]) {
      expect(await choose(companyId, calendar)).toMatchObject({ status: 200, body: { calendar } });
      expect((await api.call('GET', `/v1/companies/${companyId}`)).body.calendar).toEqual(calendar);
    }
    expect(await choose(companyId, { storedId: shared.id })).toMatchObject({ status: 409, body: { code: 'calendar-chosen-already' } });
  });

  it('is no calendar of another company, no unknown one, and not two', async () => {
    const [companyId, other] = [await newCompany(api), await newCompany(api)];
    const { body } = await add({ calendarId: 'office', companyId: other });
    for (const calendar of [{ storedId: body.id }, { storedId: randomUUID() }, { region: 'atlantis' }])
      expect(await choose(companyId, calendar)).toMatchObject({ status: 422, body: { code: 'calendar-unknown' } });
    for (const calendar of [{}, { region: 'de', storedId: body.id }])
      expect(await choose(companyId, calendar)).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    expect(await choose(randomUUID(), { region: 'de' })).toMatchObject(missing);
  });

  it('is made by one of two at once', async () => {
    const companyId = await newCompany(api);
    const headers = { 'if-match': '"1"' };
    const answers = await Promise.all(['de', 'fr'].map((region) => choose(companyId, { region }, { headers })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});
