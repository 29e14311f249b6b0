import { randomUUID } from 'node:crypto';
import { day } from '#domain';
import { openingBody } from '#journey';
import { standings } from '#read-models';
import { nameOperator } from '../../../../apps/api/src/operator-acts/name-operators';
import { newestCode } from '../../../../apps/api/src/testing/registrations';
import { approvals, calendars, delegations } from './approvals';
import { client, twoPages, type Client } from './client';
import type { People } from './people';
import { rightsReviews } from './rights-reviews';
import type { Site } from './site';

/** Every list by everything that it can be asked for. */
const lists = (account: string, company: string): readonly string[] => [
  ...['', '&state=active', `&accountId=${account}`, `&companyId=${company}`].map((filter) => `/v1/registrations?pageSize=1${filter}`),
  ...['', '&state=active', `&companyId=${company}`].map((filter) => `/v1/accounts?pageSize=1${filter}`),
  ...['', '&state=closed', `&accountId=${account}`, `&companyId=${company}`].map((filter) => `/v1/deregistrations?pageSize=1${filter}`),
  ...['pending', 'approved', 'rejected', 'pending&provisional=true'].map((state) => `/v1/approvals?pageSize=1&state=${state}`),
  ...['mine', 'delegated', 'done', 'started', 'team-overdue'].flatMap((view) =>
    ['', `&companyId=${company}&matterType=document-export`].map((filter) => `/v1/approvals?pageSize=1&view=${view}${filter}`),
  ),
  ...['', '&state=manual_review', `&accountId=${account}`, `&companyId=${company}&state=open`].map(
    (filter) => `/v1/verification-cases?pageSize=1${filter}`,
  ),
  ...['', '&state=open'].map((filter) => `/v1/verification-cases?pageSize=1${filter}`),
  `/v1/approvals?pageSize=1&overdue=true&companyId=${company}`,
  `/v1/approvals?pageSize=1&state=approved&companyId=${company}`,
];

/**
 * What callers do beside the lives of people: every list as each kind of viewer, the feed, signals, codes, callbacks.
 */
export async function callers(site: Site, people: People): Promise<void> {
  const calls = client(site);
  const account = site.journey.id('account', people.member.registration);
  const company = site.journey.id('company', people.company.company);
  const manager = people.company.managers[0]!;
  const service = { key: site.service };
  for (const viewer of [{}, service, { ...service, person: account }, { ...service, person: manager }])
    for (const path of lists(account, company)) await twoPages(calls, path, viewer);
  await objects(calls, site, people);
  await approvals(calls, site, people);
  await delegations(calls, site, people);
  await codes(calls, site, people);
  await events(calls);
  await callbacks(calls, site);
  const signal = { source: 'chat', id: randomUUID(), type: 'activity', at: new Date().toISOString() };
  await calls.post(`/v1/accounts/${account}/signals`, { signals: [signal] }, { ...service, idempotencyKey: null });
  const about = { ...signal, id: randomUUID(), accountId: account };
  await calls.post('/v1/signals', { signals: [about] }, { ...service, idempotencyKey: null });
  await keys(calls, site, account, company);
  await whoIsWho(calls, people, account, company);
  await calls.get(`/v1/accounts/${account}`, { ...service, person: randomUUID() }, 403);
  for (const path of ['/readyz', '/metrics', '/dev/clock']) await calls.get(path);
  for (const filter of ['', '&state=resolved', '&kind=overdue', `&process=account:${account}`])
    await twoPages(calls, `/v1/operator-tasks?pageSize=1${filter}`);
  await operatorTasks(calls, site);
  for (const filter of ['', '&state=open', `&companyId=${company}`]) await twoPages(calls, `/v1/risk-alerts?pageSize=1${filter}`);
  for (const filter of ['', `&companyId=${company}`]) await calls.get(`/v1/risk-alerts/export?pageSize=1${filter}`);
  await assertions(calls, site);
  await scans(calls, site, account);
  await mayDo(calls, site, people);
  await operators(calls, site);
  await twoPages(calls, '/v1/security-log?pageSize=1');
  await twoPages(calls, `/v1/security-log?pageSize=1&companyId=${company}`);
  await twoPages(calls, '/v1/platform-grants?pageSize=1');
  await administrators(calls, site, company);
  await rightsReviews(calls, site, company);
  await calendars(calls, company);
}

/** A key of one company lives, acts for its member, and ends. */
async function keys(calls: Client, { api }: Site, account: string, company: string): Promise<void> {
  const made = {
    name: 'other',
    client: 'other',
    companies: [company],
    roles: ['service'],
    scopes: ['accounts:read', 'events:read', 'act-for'],
  };
  const { keyId, key } = await calls.post('/v1/api-keys', made);
  await calls.get(`/v1/accounts/${account}`, { key, person: account });
  await calls.get('/v1/events?pageSize=2', { key });
  await twoPages(calls, '/v1/api-keys?pageSize=1');
  await calls.get('/v1/api-keys?client=other');
  await calls.get(`/v1/api-keys/${keyId}`);
  await calls.post(`/v1/api-keys/${keyId}/rotation`, {});
  await api.call('POST', `/v1/api-keys/${keyId}/revocation`);
}

/** What belongs to a company, and whom the ids in it stand for, as each kind of viewer finds them. */
async function whoIsWho(calls: Client, { member, company: { managers } }: People, account: string, company: string): Promise<void> {
  const made = { name: 'console', companies: [company], roles: ['service'], scopes: ['companies:read', 'people:read', 'act-for'] };
  const { key } = await calls.post('/v1/api-keys', made);
  const positions = `/v1/companies/${company}/positions`;
  await calls.post(positions, { positionId: 'desk', title: 'Desk', template: 'desk' });
  await calls.post(`${positions}/desk/retirement`, undefined);
  await calls.get(`${positions}/desk`);
  const parts = [
    ...['', 'state=offered&', 'state=retired&'].map((state) => `/positions?${state}`),
    '/roles?',
    ...['', 'issued', 'reserved', 'expired', 'revoked'].map((state) => `/invites?${state && `state=${state}&`}`),
  ];
  const lists = ['/v1/companies?', ...parts.map((part) => `/v1/companies/${company}${part}`)];
  for (const viewer of [{}, { key }]) {
    for (const path of lists) await twoPages(calls, `${path}pageSize=1`, viewer);
    await calls.get(`/v1/companies/${company}`, viewer);
  }
  const { items } = (await calls.get(`/v1/companies/${company}/roles`)) as { items: { principalId: string }[] };
  const ids = items.map(({ principalId }) => principalId).join(',');
  for (const viewer of [{}, { key }, { key, person: account }, { key, person: managers[0]! }])
    await calls.get(`/v1/people?ids=${ids}&names=true`, viewer);
  await twoPages(calls, '/v1/identity-reviewers?pageSize=1');
  await calls.post('/v1/people/lookups', { phone: member.phone, purpose: 'growth' }, { idempotencyKey: null });
}

/**
 * People bind the names that identity providers give them, and give them up; one whom an identity provider names
 * leaves.
 */
async function assertions({ get, post }: Client, { api, issuer, suite, service: key }: Site): Promise<void> {
  const as = async (from: typeof issuer, subject: string) => ({ key, assertion: await from.sign(subject) });
  const bind = async (from: typeof issuer, subject: string, account: object): Promise<string> => {
    const { challengeId } = await post('/v1/identities/challenges', account, await as(from, subject));
    const code = newestCode(api);
    return (await post('/v1/identities', { challengeId, code }, await as(from, subject))).identityId as string;
  };
  const phones = [1, 2, 3].map((n) => `+861380019999${n}`);
  const [leaving, outsider, mistaken] = await Promise.all(phones.map((phone) => api.newAccount(phone)));
  await bind(issuer, 'a.person', { accountId: leaving!.id });
  await get('/v1/identities', await as(issuer, 'a.person'));
  await get(`/v1/identities?accountId=${leaving!.id}`);
  const outside = `user:${randomUUID()}`;
  const identityId = await bind(suite, outside, { phone: phones[1]! });
  await bind(issuer, 'an.outsider', { accountId: outsider!.id });
  await post(`/v1/identities/${identityId}/unbinding`, undefined, await as(suite, outside));
  const wrong = await bind(issuer, 'mistaken', { accountId: mistaken!.id });
  await post(`/v1/identities/${wrong}/removal`, { reason: 'wrong-person' });
  const request = { accountId: leaving!.id, checklist: { appsUnbound: true, groupsLeft: true } };
  await post('/v1/deregistrations', request, await as(issuer, 'a.person'));
  // Refused: the token is spared.
  await post('/v1/deregistrations', request, await as(issuer, 'a.person'), 409);
}

/** A member lets a device register; then the same proof comes again, and once it is refused for something else. */
async function scans({ post }: Client, { service: key }: Site, person: string): Promise<void> {
  const give = async () => (await post('/v1/scan-proofs', undefined, { key, person })).scanProof as string;
  const [scanProof, spared] = [await give(), await give()];
  const opening = (phone: string) => ({ variant: 'personal', ...openingBody({ phone, device: phone }), platform: 'android' });
  await post('/v1/registrations', { ...opening('+8613800299991'), scanProof }, { key });
  await post('/v1/registrations', { ...opening('+8613800299992'), scanProof }, { key }, 422);
  const { consentVersion: _given, ...silent } = opening('+8613800299993');
  await post('/v1/registrations', { ...silent, scanProof: spared }, { key }, 422);
}

/** Two operators make a key, and a second one cannot be made of its approval. */
async function operators({ post }: Client, { api, issuer }: Site): Promise<void> {
  const people = ['first', 'second'].map((name) => ({ name, id: randomUUID() }));
  const { keys, database } = api.kernel;
  for (const { name, id } of people) {
    await nameOperator(api.kernel, id);
    await database.query(
      `INSERT INTO iam.identities (identity, principal_id, bound_by) SELECT $1, principal_id, 'operator' FROM iam.principals WHERE external_id = $2`,
      [keys.hmac('identity-of-issuer', issuer.issuer.issuer, name), `user:${id}`],
    );
  }
  const as = async (name: string) => ({ key: await issuer.sign(name, { claims: { azp: 'console' } }) });
  const key = { name: 'nightly', companies: 'platform', roles: ['auditor'], scopes: ['events:read'] };
  const { id: approvalId } = await post('/v1/operator-keys', key, await as('first'));
  await post(`/v1/approvals/${approvalId}/decisions`, { decision: 'approve' }, await as('second'));
  await post('/v1/api-keys', { ...key, approvalId }, await as('first'), 201);
  await post('/v1/api-keys', { ...key, approvalId }, await as('first'), 409);
}

/** Administrators of a company and of a department look at all that they see, by their own tokens. */
async function administrators(calls: Client, { api, issuer }: Site, company: string): Promise<void> {
  const { keys, database } = api.kernel;
  const path = `/v1/companies/${company}`;
  const { departmentId } = await calls.post(`${path}/departments`, { name: 'Sales' });
  const grants = [{ role: 'super-admin' }, { role: 'department-admin', departmentIds: [departmentId] }];
  for (const [n, grant] of grants.entries()) {
    const { id } = await api.newAccount(`+861380019998${n}`);
    await calls.post(`${path}/roles`, { userId: id, ...grant });
    await database.query(
      `INSERT INTO iam.identities (identity, principal_id, bound_by) SELECT $1, principal_id, 'operator' FROM iam.principals WHERE external_id = $2`,
      [keys.hmac('identity-of-issuer', issuer.issuer.issuer, `admin ${n}`), `user:${id}`],
    );
    const key = await issuer.sign(`admin ${n}`, { claims: { azp: 'console' } });
    for (const list of [...lists(id, company), `${path}/departments?pageSize=1`].filter((each) => !each.startsWith('/v1/deregistrations')))
      await twoPages(calls, list, { key });
    await calls.get(`${path}/departments/${departmentId}`, { key });
    await api.call('PUT', `${path}/departments/${departmentId}/name`, { key, body: { name: 'Sales and service' } });
  }
}

/** One task is read, tried and resolved. */
async function operatorTasks(calls: Client, { api }: Site): Promise<void> {
  const [deregistration] = (await calls.get('/v1/deregistrations')).items;
  await api.kernel.engine.raiseOperatorTask(`deregistration:${deregistration.id}`, 'stuck', 'EndCoolingOff');
  const [task] = (await calls.get(`/v1/operator-tasks?process=deregistration:${deregistration.id}&kind=stuck`)).items;
  const path = `/v1/operator-tasks/${task.taskId}`;
  await calls.get(path);
  await api.call('POST', `${path}/retry`);
  await api.call('POST', `${path}/resolution`, { body: { reason: 'settled' } });
}

async function objects(calls: Client, { api, journey }: Site, { member, waiting }: People): Promise<void> {
  const id = (kind: string, name: string) => journey.id(kind, name);
  const account = `/v1/accounts/${id('account', member.registration)}`;
  for (const part of ['', '/capabilities', '/deadlines']) await calls.get(account + part);
  await calls.get(`${account}/workflow`, {}, 503);
  await twoPages(calls, `${account}/deadlines?pageSize=1`);
  const accounts = [id('account', member.registration)];
  await calls.post('/v1/simulations', { accounts, spanDays: 20 }, { idempotencyKey: null });
  await twoPages(calls, `${account}/timeline?pageSize=1`);
  await standings(api.kernel.database, [`account:${id('account', member.registration)}`]);
  await api.call('POST', `/v1/registrations/${id('registration', waiting.registration)}/codes`, { headers: { 'if-match': '"1"' } });
  const [deregistration] = (await calls.get('/v1/deregistrations')).items;
  await calls.get(`/v1/deregistrations/${deregistration.id}/receipts`);
}

/** A service asks what people may do, and counts what a day has only so much of. */
async function mayDo({ post }: Client, { api, journey }: Site, { company: { company: named }, member, single }: People): Promise<void> {
  const company = journey.id('company', named);
  const [one, other] = [member, single].map(({ registration }) => journey.id('account', registration));
  await api.call('PUT', `/v1/companies/${company}/member-rules`, { body: { off: ['moments'], contactsMax: 9 } });
  await post('/v1/capability-checks', { accountIds: [one, other], capability: 'files' }, { idempotencyKey: null }, 200);
  await post(`/v1/accounts/${one}/uses`, { capability: 'files', context: company }, {}, 200);
  await post(`/v1/accounts/${one}/uses`, { capability: 'files' }, {}, 200);
}

async function codes({ post }: Client, { journey }: Site, { single }: People): Promise<void> {
  const identifier = { kind: 'phone', value: single.phone };
  const { challengeId } = await post('/v1/challenges', { ...identifier, purpose: 'identifier-check' });
  const code = await journey.code(single.phone);
  const check = (given: string, status: number) =>
    post('/v1/identifier-checks', { ...identifier, challengeId, code: given }, { idempotencyKey: null }, status);
  await check(code, 200);
  await check(code === '000000' ? '000001' : '000000', 422);
  const account = journey.id('account', single.registration);
  await post(`/v1/accounts/${account}/challenges`, { purpose: 'deregistration-request' });
  await post('/v1/challenges/release', { process: { type: 'account', id: account }, reason: 'owner-called' });
}

async function events({ get }: Client): Promise<void> {
  await get('/v1/events?after=latest');
  const { cursor } = await get('/v1/events?pageSize=2');
  await get(`/v1/events?after=${cursor}&types=AccountActivated,TierRaised`);
  const [name, position, , at] = Buffer.from(cursor as string, 'base64url')
    .toString()
    .split('|');
  const ofAnotherPast = Buffer.from([name, position, randomUUID(), Number(at) + day].join('|')).toString('base64url');
  await get(`/v1/events?after=${ofAnotherPast}`, {}, 422);
}

/** Both providers that call back say again what was recorded, and one says what nobody waits for. */
async function callbacks({ post }: Client, { api }: Site): Promise<void> {
  const { callbackSecrets, database } = api.kernel;
  const effects = await database.query<{ id: string; kind: string }>(
    `SELECT effect_id AS id, kind FROM es.effects WHERE kind IN ('checkIdentity', 'createDirectoryEntry')`,
  );
  for (const { id: reference, kind } of effects) {
    const [provider, outcome] = kind === 'checkIdentity' ? (['identity-registry', 'confirmed'] as const) : (['directory', 'made'] as const);
    const text = JSON.stringify({ reference, outcome });
    const headers = callbackSecrets[provider].sign(randomUUID(), new Date(), text);
    await post(`/v1/provider-callbacks/${provider}`, text, { key: null, idempotencyKey: null, headers });
  }
}
