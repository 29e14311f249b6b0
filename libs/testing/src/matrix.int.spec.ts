import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { Assertions } from '#assertions';
import { scopes } from '#contracts';
import { idNumber, joinsCompany, opensCompany, upTo, walk, type Applicant, type Company, type HttpDriver, type Journey } from '#journey';
import { freshDatabase, type FreshDatabase } from './database';
import { overHttp } from './over-http';
import { raiseAlert } from './raise-alert';
import { TestIssuer } from './test-issuer';
import { testApi, type Answer, type CallOptions, type TestApi } from '../../../apps/api/src/testing/api';
import { allowed, alones, type Who } from '../../../apps/api/src/testing/rights';
import { declaredRoutes } from '../../../apps/api/src/testing/routes';

/** All of it lies in the company north, and in its department sales. `matter`: what an approval is asked for there. */
type Target =
  'draft' | 'registration' | 'approval' | 'account' | 'deregistration' | 'company' | 'department' | 'invite' | 'matter' | 'case' | 'alert';

interface Caller {
  who: Who | 'nobody';
  /** What they see of it, written down apart from the predicate. */
  sees: readonly Target[];
  /** What they see where they come by their token as a person among others; left out: the same. */
  asPerson?: readonly Target[];
  /** How far an administrator reaches. */
  reach?: 'company' | 'sales' | 'elsewhere';
  /** The options of each call. */
  calls(): CallOptions | Promise<CallOptions>;
}

const everything: readonly Target[] = [
  'draft',
  'registration',
  'approval',
  'account',
  'deregistration',
  'company',
  'department',
  'invite',
  'matter',
  'case',
  'alert',
];
const without = (...left: Target[]) => everything.filter((target) => !left.includes(target));
const ofCompany: readonly Target[] = ['company', 'department'];

const companyOf = (company: string): Company => ({
  ...{ company, position: 'sales', department: 'sales', managers: [randomUUID()], itAdmins: [randomUUID()] },
});
const [north, south] = [companyOf('north'), companyOf('south')];
const applicant = (registration: string, n: number): Applicant => {
  const phone = `+86137${String(n).padStart(8, '0')}`;
  return { registration, phone, fullName: 'Canary Liu', document: idNumber(n), device: `device of ${phone}` };
};
const [member, leaver, waiting, drafting] = ['member', 'leaver', 'waiting', 'drafting'].map(applicant) as [
  Applicant,
  Applicant,
  Applicant,
  Applicant,
];

let database: FreshDatabase;
let api: TestApi;
let issuer: TestIssuer;
let http: HttpDriver;
let callers: Readonly<Record<string, Caller>>;
let ids: Readonly<Record<Target, string>>;

beforeAll(async () => {
  database = await freshDatabase();
  issuer = await TestIssuer.open();
  api = await testApi(database.url, { assertions: new Assertions([issuer.issuer], () => issuer.publish) });
  const desk = await service('desk');
  http = (await overHttp(api, desk)) as HttpDriver;
  await walk(http, [...opensCompany(north), ...opensCompany(south)]);
  // The client that opens all is for this company alone, which was not there when its key was made.
  await api.kernel.database.query(`UPDATE iam.api_keys SET companies = ARRAY[$1::uuid] WHERE client_id = 'desk'`, [
    http.id('company', 'north'),
  ]);
  await leadPeople();
  ids = {
    draft: http.id('registration', 'drafting'),
    registration: http.id('registration', 'waiting'),
    approval: http.id('approval', 'waiting'),
    account: http.id('account', 'member'),
    deregistration: http.id('deregistration', 'leaves'),
    company: http.id('company', 'north'),
    department: http.id('department', 'north sales'),
    invite: await newInvite(),
    matter: http.id('company', 'north'),
    case: await newCase(desk),
    alert: await raiseAlert(api, http.id('account', 'member')),
  };
  callers = {
    ...(await services(desk)),
    ...people(),
    ...(await administrators()),
    nobody: { who: 'nobody', sees: [], calls: () => ({ key: null }) },
  };
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const service = (client: string, ...companies: string[]) =>
  api.newKey(['service'], [...scopes], { client, ...(companies.length > 0 && { companies }) });
let platform: string;

/** An invite into the department that nobody has used. */
async function newInvite(): Promise<string> {
  const path = `/v1/companies/${http.id('company', 'north')}/invites`;
  const departmentId = http.id('department', 'north sales');
  await api.call('POST', path, { body: { positionId: 'sales', departmentId, managers: [`outside:${randomUUID()}`] } });
  return (await api.call('GET', `${path}?state=issued&pageSize=1`)).body.items[0].inviteId as string;
}

/** The company has asked its member to prove who they are. */
async function newCase(desk: string): Promise<string> {
  const body = { accountId: http.id('account', 'member'), companyId: http.id('company', 'north'), method: 'face' };
  return (await api.call('POST', '/v1/verification-cases', { key: desk, body })).body.id as string;
}

/** Leads people into the department, each as far as their target needs. */
async function leadPeople(): Promise<void> {
  const refused: unknown[] = [];
  const { phone, fullName, document } = waiting;
  const steps: Journey = [
    ...joinsCompany(member, north),
    ...joinsCompany(leaver, north),
    { step: 'takeInAccount', account: 'applicant', phone, fullName, document },
    ...upTo('decide', joinsCompany(waiting, north)),
    ...upTo('giveProfile', joinsCompany(drafting, north)),
  ];
  await walk(http, steps, (step, done) => Promise.resolve(void (done?.code && refused.push([step, done.code]))));
  expect(refused).toEqual([]);
  for (const { registration } of [member, leaver]) await http.show('registration', registration);
  await http.take({ step: 'requestDeregistration', account: 'leaver', deregistration: 'leaves' });
}

const keyed = (key: string) => () => ({ key });

async function services(desk: string): Promise<Record<string, Caller>> {
  const [ours, theirs] = [http.id('company', 'north'), http.id('company', 'south')];
  platform = await service('platform');
  return {
    'an operator': { who: 'operator', sees: everything, calls: keyed(api.operator) },
    'an auditor': { who: 'auditor', sees: everything, calls: keyed(await api.newKey(['auditor'], [...scopes])) },
    'a client of the platform': { who: 'service', sees: without('draft', 'approval'), calls: keyed(platform) },
    'own client': { who: 'service', sees: without('approval'), calls: keyed(desk) },
    'other client': { who: 'service', sees: without('draft', 'approval', 'deregistration'), calls: keyed(await service('payroll', ours)) },
    'client of other company': { who: 'service', sees: [], calls: keyed(await service('southern', theirs)) },
  };
}

function people(): Record<string, Caller> {
  const person = (userId: string) => () => ({ key: platform, person: userId });
  return {
    'the applicant': { who: 'person', sees: ['registration', 'approval'], calls: person(http.id('account', 'applicant')) },
    'the member': { who: 'person', sees: ['account', 'matter', 'case'], calls: person(http.id('account', 'member')) },
    'the leaver': { who: 'leaving', sees: ['deregistration'], calls: person(http.id('account', 'leaver')) },
    'an approver': { who: 'person', sees: ['approval'], calls: person(north.managers[0]!) },
    'other approver': { who: 'person', sees: [], calls: person(south.itAdmins[0]!) },
  };
}

async function administrators(): Promise<Record<string, Caller>> {
  const add = async (path: string, body: object) => {
    const { status, body: answer } = await api.call('POST', `/v1/companies/${path}`, { body });
    if (status !== 201) throw new Error(JSON.stringify(answer));
    return answer as { departmentId: string };
  };
  const alone = (userId: string) => async () => ({ key: await issuer.sign(`user:${userId}`, { claims: { azp: 'console' } }) });
  const admin = async (at: Company, departmentIds?: string[], userId: string = randomUUID()) => {
    const role = departmentIds ? { role: 'department-admin', departmentIds } : { role: 'super-admin' };
    await add(`${http.id('company', at.company)}/roles`, { userId, ...role });
    return alone(userId);
  };
  const { departmentId: purchase } = await add(`${ids.company}/departments`, { name: 'Purchase' });
  const [whole, some] = ['super-admin', 'department-admin'] as const;
  return {
    // The member, and the last super admin: nobody ends their membership. The alert is about themself.
    'a super admin': {
      ...{ who: whole, reach: 'company', sees: without('draft', 'alert'), asPerson: ['account', 'matter', 'case'] },
      calls: await admin(north, undefined, http.id('account', 'member')),
    },
    'a department admin': {
      ...{ who: some, reach: 'sales', sees: without('draft'), asPerson: ['matter'] },
      calls: await admin(north, [ids.department]),
    },
    'admin of other department': {
      ...{ who: some, reach: 'elsewhere', sees: ofCompany, asPerson: ['matter'] },
      calls: await admin(north, [purchase]),
    },
    'super admin of other company': { who: whole, reach: 'elsewhere', sees: [], calls: await admin(south) },
    'department admin of other company': {
      ...{ who: some, reach: 'elsewhere', sees: [] },
      calls: await admin(south, [http.id('department', 'south sales')]),
    },
    'the applicant by their own token': { who: 'alone', sees: ['registration', 'approval'], calls: alone(http.id('account', 'applicant')) },
  };
}

/** What the object of a route may be, by the beginning of its path; the longest counts. */
const objects: readonly (readonly [begins: string, targets: readonly Target[]])[] = [
  ['/v1/companies/{id}/departments/{departmentId}', ['department']],
  ['/v1/companies/{id}/invites/{inviteId}', ['invite']],
  ['/v1/companies/{id}', ['company']],
  ['/v1/registrations/{id}', ['registration', 'draft']],
  ['/v1/approvals/{id}', ['approval']],
  ['/v1/accounts/{id}', ['account']],
  ['/v1/deregistrations/{id}', ['deregistration']],
  ['/v1/verification-cases/{id}', ['case']],
  ['/v1/risk-alerts/{id}', ['alert']],
];
/** Commands that name their object in the body. */
const inBody: Readonly<Record<string, readonly Target[]>> = {
  'POST /v1/deregistrations': ['account'],
  'POST /v1/approvals': ['matter'],
  'POST /v1/verification-cases': ['account'],
};
const targetsOf = (route: string) => inBody[route] ?? objects.find(([begins]) => route.split(' ')[1]!.startsWith(begins))?.[1] ?? [];

/** The routes that show many, and what may be among them. */
const lists: Readonly<Record<string, readonly Target[]>> = {
  'GET /v1/registrations': ['registration', 'draft'],
  'GET /v1/accounts': ['account'],
  'GET /v1/deregistrations': ['deregistration'],
  'GET /v1/approvals': ['approval'],
  'GET /v1/verification-cases': ['case'],
  'GET /v1/risk-alerts': ['alert'],
  'GET /v1/risk-alerts/export': ['alert'],
  'GET /v1/events': ['draft', 'registration', 'approval', 'account', 'deregistration', 'company', 'department'],
};

/** What a command of an administrator touches, with the bodies that are sent here. */
const touches: Readonly<Record<string, 'company' | 'sales'>> = {
  'POST /v1/companies/{id}/positions': 'company',
  'POST /v1/companies/{id}/departments': 'company',
  'POST /v1/companies/{id}/roles': 'sales',
  'POST /v1/companies/{id}/roles/revocation': 'company',
  'POST /v1/companies/{id}/invites': 'sales',
  'POST /v1/companies/{id}/invites/{inviteId}/revocation': 'sales',
  'POST /v1/risk-alerts/{id}/acknowledgement': 'sales',
  'POST /v1/risk-alerts/{id}/resolution': 'sales',
  'POST /v1/accounts/{id}/memberships/{companyId}/end': 'company',
  'PUT /v1/accounts/{id}/memberships/{companyId}/department': 'company',
  'PUT /v1/accounts/{id}/memberships/{companyId}/position': 'sales',
  'PUT /v1/accounts/{id}/memberships/{companyId}/dormancy': 'company',
  'POST /v1/accounts/{id}/memberships/{companyId}/waking': 'sales',
  'POST /v1/accounts/{id}/memberships/{companyId}/employment-end': 'company',
  'POST /v1/accounts/{id}/memberships/{companyId}/rehire': 'sales',
  'PUT /v1/companies/{id}/departments/{departmentId}/name': 'sales',
};

/** What nobody does to their own account: the super admin here is the person of the account. */
const notTheirOwn: readonly string[] = ['POST /v1/accounts/{id}/unlock', 'PUT /v1/accounts/{id}/memberships/{companyId}/position'];

/** Bodies that fit the targets, where the example of the document does not. */
const bodyOf = (route: string, example: object | undefined, { reach = 'company' }: Caller): object => {
  const own: Readonly<Record<string, object>> = {
    'POST /v1/deregistrations': { accountId: ids.account, checklist: { appsUnbound: false, groupsLeft: true } },
    'POST /v1/approvals': {
      ...{ matter: { type: 'document-export', id: randomUUID() }, companyId: ids.company },
      managers: [`user:${north.managers[0]}`],
    },
    'POST /v1/verification-cases': { accountId: ids.account, method: 'palm' },
    'POST /v1/companies/{id}/positions': { positionId: 'other', title: 'Other', template: 'other' },
    'POST /v1/companies/{id}/roles': { role: 'department-admin', userId: randomUUID(), departmentIds: [ids.department] },
    'POST /v1/companies/{id}/roles/revocation': { role: 'it-admin', userId: north.managers[0] },
    'POST /v1/accounts/{id}/memberships/{companyId}/end': { reason: reach === 'company' ? 'left' : 'removed' },
    'POST /v1/companies/{id}/invites': { positionId: 'sales', departmentId: ids.department, managers: [`outside:${randomUUID()}`] },
  };
  return own[route] ?? example ?? {};
};

type Said = 'passes' | 'unauthenticated' | 'refused' | 'not-found' | 'out-of-scope';

/** As whom a route takes a caller: by what they are, as a person who calls by their token, or not at all. */
function takenAs(route: string, { who, sees, asPerson = sees }: Caller): { sees: readonly Target[]; byRole: boolean } | undefined {
  if (who === 'nobody') return undefined;
  if (allowed[route]!.includes(who)) return { sees, byRole: true };
  const isAlone = alones.some((alone) => alone === who) && allowed[route]!.includes('alone');
  return isAlone ? { sees: asPerson, byRole: false } : undefined;
}

/** As it is written here: by the right, by what the caller sees, by how far they reach. */
function expected(route: string, target: Target, caller: Caller): Said {
  const { who, reach } = caller;
  if (who === 'nobody') return 'unauthenticated';
  const taken = takenAs(route, caller);
  if (!taken || (notTheirOwn.includes(route) && caller === callers['a super admin'])) return 'refused';
  if (!taken.sees.includes(target)) return 'not-found';
  const touched = taken.byRole ? touches[route] : undefined;
  return touched === undefined || reach === undefined || reach === 'company' || reach === touched ? 'passes' : 'out-of-scope';
}

const refusals = ['forbidden', 'proof-required', 'account-frozen', 'person-unknown'];
/** What the API says: a refusal by the state of a process has passed. */
function saidBy({ status, body }: Answer): Said {
  const { code } = body as { code?: string };
  if (status === 401) return 'unauthenticated';
  if (status === 404) return 'not-found';
  if (code === 'out-of-scope') return code;
  return status === 403 && refusals.includes(code ?? '') ? 'refused' : 'passes';
}

/** Asks for a version that no process has: what passes changes nothing. */
async function ask(route: string, target: Target, caller: Caller): Promise<Answer> {
  const [method, template] = route.split(' ') as ['GET' | 'POST' | 'PUT', string];
  const { refusesIfMatch, body } = declaredRoutes.find((each) => each.route === route)!;
  const id = template.startsWith('/v1/companies') ? ids.company : ids[target];
  const path = template
    .replace('{id}', id)
    .replace('{departmentId}', ids.department)
    .replace('{deviceId}', randomUUID())
    .replace('{inviteId}', ids.invite)
    .replace('{positionId}', 'sales')
    .replace('{companyId}', ids.company)
    .replace('{step}', template.startsWith('/v1/registrations') ? 'phone' : 'refundWallet')
    .replace('{taskId}', '1.1.1.1')
    .replace('{requestId}', randomUUID());
  const conditional = method !== 'GET' && !refusesIfMatch && route !== 'POST /v1/accounts/{id}/signals';
  return api.call(method, path, {
    ...(await caller.calls()),
    ...(method !== 'GET' && { body: bodyOf(route, body, caller) }),
    ...(conditional && { headers: { 'if-match': '"999"' } }),
  });
}

/** How a list goes on; undefined at its end. */
function nextOf(path: string, { items, cursor, more, nextPageToken }: Answer['body']): string | undefined {
  if (path === '/v1/events') return items.length > 0 ? `&after=${cursor}` : undefined;
  if (path.endsWith('/export')) return more ? `&cursor=${cursor}` : undefined;
  return nextPageToken ? `&pageToken=${nextPageToken}` : undefined;
}

/** The ids that a list shows, page by page; undefined where it refuses. */
async function shown(route: string, caller: Caller): Promise<ReadonlySet<string> | undefined> {
  const path = route.split(' ')[1]!;
  const found = new Set<string>();
  for (let more = ''; ;) {
    const { status, body } = await api.call('GET', `${path}?pageSize=100${more}`, await caller.calls());
    if (status !== 200) return undefined;
    for (const item of body.items as { id: string; process?: { id: string } }[]) found.add(item.process?.id ?? item.id);
    const next = nextOf(path, body);
    if (next === undefined || next === more) return found;
    more = next;
  }
}

const routes = declaredRoutes.flatMap(({ route }) => targetsOf(route).map((target) => [route, target] as const));
const listed = Object.entries(lists).flatMap(([route, targets]) => targets.map((target) => [route, target] as const));
const callerCount = 18;
const cells = (routes.length + listed.length) * callerCount;

describe('the matrix of authority: route × role × own, other client, other company, other department, other approver', () => {
  it('has as many cells as the decision says', () => {
    expect(Object.keys(callers)).toHaveLength(callerCount);
    expect(readFileSync('docs/decisions/0035-administrators-act-by-their-role.md', 'utf8')).toContain(`${cells} cells`);
  });

  it.each(routes)('%s of the %s answers everybody as they are entitled', async (route, target) => {
    const answers: Record<string, Said> = {};
    for (const [name, caller] of Object.entries(callers)) answers[name] = saidBy(await ask(route, target, caller));
    expect(answers).toEqual(Object.fromEntries(Object.entries(callers).map(([name, caller]) => [name, expected(route, target, caller)])));
  });

  it.each(Object.entries(lists))('%s shows to each viewer what they see', async (route, targets) => {
    for (const [name, caller] of Object.entries(callers)) {
      const found = await shown(route, caller);
      const taken = takenAs(route, caller);
      const seen = taken && targets.filter((target) => taken.sees.includes(target));
      expect([name, found && targets.filter((target) => found.has(ids[target]))]).toEqual([name, seen]);
    }
  });
});
