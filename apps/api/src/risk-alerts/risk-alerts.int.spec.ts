import { randomUUID } from 'node:crypto';
import { alertIn } from '#domain';
import { streamIdOf } from '#engine';
import { freshDatabase, type TestIssuer, withIssuer } from '#testing';
import { type Answer, type TestApi } from '../testing/api';
import { applicant, entered, fingerprintOf, inviting, post, shown, verified, type Inviting } from '../testing/registrations';
import { withApi } from '../testing/with-api';

let api: TestApi;
let issuer: TestIssuer;
let number = 13_800_270_000;
const nextPhone = () => `+86${number++}`;
withApi(
  freshDatabase,
  (opened) => (api = opened),
  withIssuer((own) => (issuer = own), 'prove'),
);

const refused = (status: number, code: string) => ({ status, body: { code } });
const created = ({ status, body }: Answer) => {
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body as { id: string; departmentId: string };
};
const eventsOf = async (streamId: string) =>
  (await api.kernel.database.query<{ type: string }>('SELECT type FROM es.events WHERE stream_id = $1 ORDER BY version', [streamId])).map(
    ({ type }) => type,
  );

/** Where it is noon: no person is up late. */
const ahead = 12 - new Date().getUTCHours();
const timeZone = `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
let moved = 0;
const advance = async (ms: number) => {
  await api.advance(ms);
  moved += ms;
};
const signal = (signals: object, ms = Date.now() + moved, fields: object = {}) => ({
  ...{ source: 'gateway', id: randomUUID(), type: 'risk', at: new Date(ms).toISOString(), signals, timeZone, ...fields },
});
const send = (id: string, ...signals: object[]) => api.call('POST', `/v1/accounts/${id}/signals`, { body: { signals } });

/** Does what a worker would, with this draw. */
async function draw(id: string, drawPpm: number): Promise<void> {
  const [effect] = (await api.kernel.engine.readControl(`account:${id}`))!.owed;
  await api.kernel.engine.begin(effect!.effectId, 'drawRisk');
  const n = Number(effect!.effectId.split(':').at(-1));
  await api.kernel.engine.finish(effect!.effectId, { type: 'RecordRiskDraw', n, drawPpm } as never);
}
const odd = { ipRegion: 'unusual', newDevice: true };
/** An account with an open alert about it. */
async function watched(fields: object = {}): Promise<string> {
  const { id } = created(await api.call('POST', '/v1/accounts', { body: { phone: nextPhone(), ...fields } }));
  await send(id, signal(odd));
  await draw(id, 999_999);
  return id;
}
const alertOf = async (id: string) => (await api.call('GET', `/v1/risk-alerts/${id}`)).body;
/** Each company of a person has an alert of its own about their account. */
const watchedIn = async (companyId: string, fields: object = {}) => alertIn(await watched({ companyId, ...fields }), companyId);
const work = (id: string, what: 'acknowledgement' | 'resolution', resolution = 'harmless', options: object = {}) =>
  api.call('POST', `/v1/risk-alerts/${id}/${what}`, {
    ...(what === 'resolution' && { body: { resolution, reason: { code: 'on-a-journey', text: 'Canary: is in Berlin' } } }),
    ...options,
  });

interface Company {
  id: string;
  superAdmin: string;
  head: string;
  sales: string;
  service: string;
}
const newAccount = async () => (await api.newAccount(nextPhone())).id;
async function newCompany(): Promise<Company> {
  const { id } = created(await api.call('POST', '/v1/companies', { body: { name: 'Acme', companyKind: 'enterprise', verified: true } }));
  const add = (path: string, body: object) => api.call('POST', `/v1/companies/${id}/${path}`, { body });
  const [sales, service] = [
    created(await add('departments', { name: 'Sales' })).departmentId,
    created(await add('departments', { name: 'Service' })).departmentId,
  ];
  const [superAdmin, head] = [await newAccount(), await newAccount()];
  created(await add('roles', { role: 'super-admin', userId: superAdmin }));
  created(await add('roles', { role: 'department-admin', userId: head, departmentIds: [sales] }));
  return { id, superAdmin, head, sales, service };
}
const tokenOf = (person: string) => issuer.sign(`user:${person}`, { claims: { azp: 'console' } });

describe('signals of risk about an account (V5)', () => {
  it('ask for one evaluation, whose draw is made by an effect: the account shows what is demanded, and who looks after it has an alert', async () => {
    const { id } = await api.newAccount(nextPhone());
    expect(await send(id, signal(odd), signal({ proxy: true }))).toMatchObject({ status: 202, body: { taken: 2 } });
    expect((await api.call('GET', `/v1/accounts/${id}`)).body).not.toHaveProperty('demands');
    await draw(id, 749_999);
    expect((await api.call('GET', `/v1/accounts/${id}`)).body).toMatchObject({ demands: ['basic', 'mid'] });
    expect(await alertOf(id)).toMatchObject({
      ...{ type: 'risk-alert', state: 'open', about: 'account', n: 1, times: 1, demands: ['basic', 'mid'] },
      causes: ['region-unusual', 'proxy', 'device-new'],
    });
    const { items } = (await api.call('GET', '/v1/operator-tasks?kind=risk-alert')).body as { items: { ref: string; kind: string }[] };
    expect(items.filter(({ kind }) => kind === 'risk-alert').map(({ ref }) => ref)).toContain(id);
  });

  it('are one evaluation and one draw where two come at once, and where an answer is repeated (X6)', async () => {
    const { id } = await api.newAccount(nextPhone());
    await Promise.all(Array.from({ length: 10 }, () => send(id, signal({ proxy: true }))));
    await draw(id, 999_999);
    expect((await eventsOf(`account:${id}`)).filter((type) => type.startsWith('Risk'))).toEqual(['RiskEvaluationAsked', 'RiskEvaluated']);
    expect((await api.kernel.engine.readControl(`account:${id}`))!.owed).toEqual([]);
  });

  it('cost no more events however many come: ten thousand about one account are one alert', async () => {
    const id = await watched();
    const before = await eventsOf(`account:${id}`);
    for (let call = 0; call < 10; call += 1) await send(id, ...Array.from({ length: 1_000 }, () => signal(odd)));
    expect(await eventsOf(`account:${id}`)).toEqual(before);
    expect(await alertOf(id)).toMatchObject({ state: 'open', times: 1 });
  });

  it('are recorded beside an activity of the same call', async () => {
    const { id } = await api.newAccount(nextPhone());
    const activity = { ...signal({}), type: 'activity', signals: undefined, timeZone: undefined };
    await send(id, activity, signal(odd));
    expect(await eventsOf(`account:${id}`)).toEqual(['AccountTakenIn', 'ActivityRecorded', 'BehaviourRecorded', 'RiskEvaluationAsked']);
  });

  it.each([
    ['an unknown region', { signals: { ipRegion: 'far' } }, 'signal-malformed'],
    ['half a per cent', { signals: { fingerprintMatch: 59.5 } }, 'signal-malformed'],
    ['an address', { signals: { address: '10.0.0.1' } }, 'signal-malformed'],
    ['none', { signals: undefined }, 'signal-malformed'],
    ['a zone that is none', { timeZone: 'Mars/Olympus' }, 'zone-unknown'],
    ['an offset', { timeZone: '+08:00' }, 'zone-unknown'],
    ['the future', { at: new Date(Date.now() + 3_600_000).toISOString() }, 'signal-in-future'],
  ])('are refused with %s, and none of the call is taken', async (_, wrong, code) => {
    const { id } = await api.newAccount(nextPhone());
    expect(await send(id, signal(odd), signal(odd, Date.now(), wrong))).toMatchObject(refused(422, code));
    expect(await eventsOf(`account:${id}`)).toEqual(['AccountTakenIn']);
  });
});

describe('an alert (V7, V9)', () => {
  it('is acknowledged, then resolved with its reason; afterwards nothing of it changes', async () => {
    const id = await watched();
    expect(await work(id, 'acknowledgement')).toMatchObject({ status: 200, body: { state: 'acknowledged' } });
    expect(await work(id, 'acknowledgement')).toMatchObject(refused(409, 'alert-acknowledged'));
    expect(await work(id, 'resolution', 'confirmed')).toMatchObject({
      status: 200,
      body: { state: 'resolved', resolution: 'confirmed', reasonCode: 'on-a-journey' },
    });
    expect(await work(id, 'resolution')).toMatchObject(refused(409, 'alert-closed'));
    expect(await work(id, 'acknowledgement')).toMatchObject(refused(409, 'alert-closed'));
    const { items } = (await api.call('GET', '/v1/risk-alerts?state=resolved')).body as { items: { id: string }[] };
    expect(items.map((each) => each.id)).toContain(id);
  });

  it('keeps its words from every event and log: they are sealed with the data of the person', async () => {
    const id = await watched();
    await work(id, 'resolution');
    const [row] = await api.kernel.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM es.events WHERE data::text LIKE '%Canary%' OR meta::text LIKE '%Canary%'`,
    );
    expect(row).toEqual({ n: 0 });
  });

  it('is worked by who administers the person: their department, their company, and nobody elsewhere', async () => {
    const [north, south] = [await newCompany(), await newCompany()];
    const [inSales, inService] = [
      await watchedIn(north.id, { departmentId: north.sales }),
      await watchedIn(north.id, { departmentId: north.service }),
    ];
    const by = async (person: string, id: string) => work(id, 'acknowledgement', '', { key: await tokenOf(person) });
    const listed = async (person: string) =>
      ((await api.call('GET', '/v1/risk-alerts', { key: await tokenOf(person) })).body as { items: { id: string }[] }).items
        .map(({ id }) => id)
        .sort();
    expect(await listed(north.superAdmin)).toEqual([inSales, inService].sort());
    expect([await listed(north.head), await listed(south.superAdmin)]).toEqual([[inSales], []]);
    expect(await by(north.head, inService)).toMatchObject(refused(404, 'not-found'));
    expect(await by(south.superAdmin, inSales)).toMatchObject(refused(404, 'not-found'));
    expect(await by(north.head, inSales)).toMatchObject({ status: 200 });
    expect(await by(north.superAdmin, inService)).toMatchObject({ status: 200 });
  });

  it('is never for the person whom it is about, also where they administer the company', async () => {
    const { id: company } = await newCompany();
    const own = await watched({ companyId: company });
    created(await api.call('POST', `/v1/companies/${company}/roles`, { body: { role: 'super-admin', userId: own } }));
    const [id, key] = [alertIn(own, company), await tokenOf(own)];
    expect(await work(id, 'acknowledgement', '', { key })).toMatchObject(refused(404, 'not-found'));
    expect(await work(id, 'resolution', 'harmless', { key })).toMatchObject(refused(404, 'not-found'));
    expect(await api.call('GET', `/v1/risk-alerts/${id}`, { key })).toMatchObject(refused(404, 'not-found'));
    expect((await api.call('GET', '/v1/risk-alerts', { key })).body).toMatchObject({ items: [] });
    expect(await alertOf(id)).toMatchObject({ state: 'open' });
  });

  it('follows the person: a company that they have left sees and works it no more', async () => {
    const company = await newCompany();
    const person = await watched({ companyId: company.id });
    const id = alertIn(person, company.id);
    const see = async () => (await api.call('GET', `/v1/risk-alerts/${id}`, { key: await tokenOf(company.superAdmin) })).status;
    expect(await see()).toBe(200);
    await api.call('POST', `/v1/accounts/${person}/memberships/${company.id}/end`, { body: { reason: 'removed' } });
    expect([await see(), (await alertOf(id)).state]).toEqual([404, 'open']);
  });
});

describe('the export of alerts (V9)', () => {
  const exported = async (query: string, key?: string) =>
    (await api.call('GET', `/v1/risk-alerts/export?${query}`, key === undefined ? {} : { key })).body as {
      items: { id: string; state: string }[];
      cursor?: string;
      more: boolean;
    };
  /** All that follow, two at a time. */
  async function rest(cursor: string | undefined, key?: string): Promise<{ ids: string[]; cursor: string | undefined }> {
    const ids: string[] = [];
    for (let from = cursor, more = true; more;) {
      const page = await exported(`pageSize=2${from === undefined ? '' : `&cursor=${from}`}`, key);
      ids.push(...page.items.map(({ id }) => id));
      [from, more] = [page.cursor, page.more];
      if (!more) return { ids, cursor: from };
    }
    return { ids, cursor };
  }

  it('brings each alert once, oldest first, in whatever state, and goes on where it ended', async () => {
    const [first, second] = [await watched(), await watched()];
    await work(first, 'resolution');
    await advance(11_000);
    const before = await rest(undefined);
    expect(before.ids.slice(-2)).toEqual([first, second]);
    expect(new Set(before.ids).size).toBe(before.ids.length);
    expect(await rest(before.cursor)).toEqual({ ids: [], cursor: before.cursor });
    const third = await watched();
    expect((await rest(before.cursor)).ids).toEqual([]);
    await advance(11_000);
    expect((await rest(before.cursor)).ids).toEqual([third]);
  });

  it('brings an administrator what they see in the list, and takes no cursor of another list', async () => {
    const [north, south] = [await newCompany(), await newCompany()];
    const inSales = await watchedIn(north.id, { departmentId: north.sales });
    await watchedIn(north.id, { departmentId: north.service });
    await watchedIn(south.id);
    await advance(11_000);
    const mine = await rest(undefined, await tokenOf(north.head));
    expect(mine.ids).toEqual([inSales]);
    const wrong = (cursor: string) => api.call('GET', `/v1/risk-alerts/export?cursor=${cursor}`);
    expect(await wrong('abc')).toMatchObject(refused(422, 'page-token-invalid'));
    const { nextPageToken } = (await api.call('GET', '/v1/risk-alerts?pageSize=1')).body as { nextPageToken: string };
    expect(await wrong(nextPageToken)).toMatchObject(refused(422, 'page-token-of-another-list'));
  });
});

describe('a person in two companies (V7, V9, P2)', () => {
  const inCompany = async (who: ReturnType<typeof applicant>, company: Inviting): Promise<string> => {
    const id = await verified(api, { ...who, registration: `canary ${randomUUID()}` }, company);
    if ((await post(api, id, 'submission')).body.state !== 'activating') return id;
    await entered(api, id);
    return (await shown(api, id)).accountId as string;
  };
  const admin = async ({ companyId }: Inviting) => {
    const person = await newAccount();
    created(await api.call('POST', `/v1/companies/${companyId}/roles`, { body: { role: 'super-admin', userId: person } }));
    return person;
  };
  const odder = async (id: string) => {
    await send(id, signal(odd));
    await draw(id, 999_999);
  };

  it('has an alert in each, which its administrators work for themselves: neither sees what the other does', async () => {
    const [north, south] = [await inviting(api, { autoApprove: true }), await inviting(api, { autoApprove: true })];
    const who = applicant(nextPhone(), number);
    const id = await inCompany(who, north);
    expect(await inCompany(who, south)).toBe(id);
    await odder(id);
    const [inNorth, inSouth] = [alertIn(id, north.companyId), alertIn(id, south.companyId)];
    const [northern, southern] = [await tokenOf(await admin(north)), await tokenOf(await admin(south))];
    expect(await work(inNorth, 'resolution', 'harmless', { key: northern })).toMatchObject({ status: 200 });
    expect(await work(inSouth, 'acknowledgement', '', { key: northern })).toMatchObject(refused(404, 'not-found'));
    const [hers, theirs] = await Promise.all(
      [southern, northern].map(async (key) => (await api.call('GET', '/v1/risk-alerts', { key })).body as { items: { id: string }[] }),
    );
    expect([hers!.items.map((each) => each.id), theirs!.items.map((each) => each.id)]).toEqual([[inSouth], [inNorth]]);
    expect(await alertOf(inSouth)).toMatchObject({ state: 'open', about: 'account', aboutId: id });
    expect(await alertOf(inSouth)).not.toHaveProperty('resolvedBy');
    // The end of a membership takes away the look at this company's alert alone.
    await api.call('POST', `/v1/accounts/${id}/memberships/${south.companyId}/end`, { body: { reason: 'removed' } });
    const seen = async (alert: string, key: string) => (await api.call('GET', `/v1/risk-alerts/${alert}`, { key })).status;
    expect([await seen(inSouth, southern), await seen(inNorth, northern)]).toEqual([404, 200]);
  });

  it('joins a further company by people while any alert about the account is not resolved as harmless', async () => {
    const [north, south, west] = await Promise.all([1, 2, 3].map(() => inviting(api, { autoApprove: true })));
    const who = applicant(nextPhone(), number);
    const id = await inCompany(who, north!);
    await odder(id);
    const joining = await inCompany(who, south!);
    expect(await shown(api, joining)).toMatchObject({ state: 'awaiting_approval' });
    const dossier = await api.call('GET', `/v1/approvals/${(await shown(api, joining)).approvalId as string}/dossier`);
    expect(dossier.body).toMatchObject({ suspended: { by: ['risk-alert'] } });
    await work(alertIn(id, north!.companyId), 'resolution');
    expect(await inCompany(who, west!)).toBe(id);
  });
});

describe('frequent registration (V7, P2)', () => {
  let company: Inviting;
  beforeAll(async () => (company = await inviting(api, { autoApprove: true })));

  /** One of a day too many by its device: an account of the same device is always older. */
  async function oneTooMany(): Promise<string> {
    const phone = nextPhone();
    const key = api.kernel.keys.blindIndex('device', fingerprintOf(phone));
    await api.kernel.database.query(
      `INSERT INTO es.tallies (entry_id, kind, key, holder, at)
       SELECT gen_random_uuid(), 'registration-device', $1, gen_random_uuid(), clock_timestamp() FROM generate_series(1, 3)`,
      [key],
    );
    return verified(api, applicant(phone, number), company);
  }

  it('raises an alert, and refuses nobody; the fourth of a day is one too many', async () => {
    const id = await oneTooMany();
    expect(await alertOf(id)).toMatchObject({ state: 'open', about: 'registration', causes: ['frequent-by-device'], demands: [] });
    expect(await shown(api, id)).toMatchObject({ state: 'draft' });
  });

  it('suspends the rule that would have approved it, and the end of the alert lets it go on, by the rule', async () => {
    const id = await oneTooMany();
    const submitted = (await post(api, id, 'submission')).body as { state: string; approvalId: string };
    expect(submitted.state).toBe('awaiting_approval');
    expect(await work(id, 'resolution')).toMatchObject({ status: 200, body: { state: 'resolved' } });
    expect((await api.call('GET', `/v1/approvals/${submitted.approvalId}`)).body).toMatchObject({
      state: 'approved',
      decidedBy: { kind: 'rule', id: 'position-needs-no-confirmation' },
    });
    expect(await shown(api, id)).toMatchObject({ state: 'activating' });
  });

  it('goes straight where the alert was worked before the submission, and stays with people where it is confirmed', async () => {
    const [worked, bad] = [await oneTooMany(), await oneTooMany()];
    await work(worked, 'resolution');
    expect((await post(api, worked, 'submission')).body.state).toBe('activating');
    await post(api, bad, 'submission');
    expect(await work(bad, 'resolution', 'confirmed')).toMatchObject({ status: 200 });
    expect(await shown(api, bad)).toMatchObject({ state: 'awaiting_approval' });
  });

  it('suspends the rule also while somebody looks, and its end lets the submission go on (V9)', async () => {
    const id = await oneTooMany();
    expect(await work(id, 'acknowledgement')).toMatchObject({ status: 200, body: { state: 'acknowledged' } });
    expect((await post(api, id, 'submission')).body.state).toBe('awaiting_approval');
    expect(await work(id, 'resolution')).toMatchObject({ status: 200 });
    expect(await shown(api, id)).toMatchObject({ state: 'activating' });
  });

  it('is approved once where the end of the alert races with the submission, in whatever order', async () => {
    for (let n = 0; n < 6; n += 1) {
      const id = await oneTooMany();
      const both = [post(api, id, 'submission'), work(id, 'resolution')];
      const answers = await Promise.all(n % 2 === 0 ? both : both.reverse());
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(await shown(api, id)).toMatchObject({ state: 'activating' });
    }
  });

  it('ends nothing that is over: the alert of a withdrawn registration is resolved alone', async () => {
    const id = await oneTooMany();
    await post(api, id, 'submission');
    await post(api, id, 'withdrawal');
    expect(await work(id, 'resolution')).toMatchObject({ status: 200, body: { state: 'resolved' } });
    expect(await shown(api, id)).toMatchObject({ state: 'withdrawn' });
  });

  it('is closed with the data of the applicant', async () => {
    const id = await oneTooMany();
    await post(api, id, 'withdrawal');
    await api.advance(8 * 86_400_000);
    await api.kernel.engine.fireDeadline(streamIdOf('registration', id), 'EndRetention');
    const effect = (await api.kernel.engine.readControl(`registration:${id}`))!.owed.find(({ kind }) => kind === 'eraseApplicant');
    await api.kernel.engine.begin(effect!.effectId, 'eraseApplicant');
    await api.kernel.engine.finish(effect!.effectId, { type: 'RecordErasure', items: 1 } as never);
    expect(await alertOf(id)).toMatchObject({ state: 'closed', outcome: 'closed' });
  });
});
