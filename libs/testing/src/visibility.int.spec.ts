import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { day, processes, processOf, sees, type AdministratorViewer, type Companies, type Viewer } from '#domain';
import { migrate, openDatabase } from '#event-store';
import {
  comesAlone,
  type HttpDriver,
  idNumber,
  joinsCompany,
  opensCompany,
  upTo,
  walk,
  type Applicant,
  type Company,
  type Journey,
  type Step,
} from '#journey';
import { listProcesses, type ProcessRow } from '#read-models';
import { testApi, type TestApi } from '../../../apps/api/src/testing/api';
import { freshDatabase, type FreshDatabase } from './database';
import { overHttp } from './over-http';
import { raiseAlert } from './raise-alert';

/** Who asks over HTTP: a key, and the person that it acts for. */
interface Asking {
  key: string;
  person?: string;
}

const companyOf = (company: string, department?: string): Company => ({
  company,
  position: 'sales',
  ...(department !== undefined && { department }),
  itAdmins: [randomUUID()],
  managers: [randomUUID(), randomUUID()],
});
const applicant = (registration: string, n: number): Applicant => {
  const phone = `+86139${String(n).padStart(8, '0')}`;
  return { registration, phone, fullName: 'Canary Liu', document: idNumber(n), device: `device of ${phone}` };
};
const [north, south] = [companyOf('north', 'sales'), companyOf('south')];
const [anna, bo, dora, fan, gita, hana, ivo] = ['anna', 'bo', 'dora', 'fan', 'gita', 'hana', 'ivo'].map(applicant) as [
  Applicant,
  Applicant,
  Applicant,
  Applicant,
  Applicant,
  Applicant,
  Applicant,
];
const annaAgain = { ...anna, registration: 'anna again' };
const leaves = (account: string): Step => ({ step: 'requestDeregistration', account, deregistration: `${account} leaves` });
const decides = (who: Applicant, decision: 'approve' | 'reject'): Step => ({ step: 'decide', who, person: north.managers[0]!, decision });

/**
 * Leaves processes in most of their states: purged and leaving people, drafts, approvals in every state of theirs, an
 * account that joins a second company.
 */
const journey: Journey = [
  { step: 'takeInAccount', account: 'dora', phone: dora.phone, fullName: dora.fullName },
  leaves('dora'),
  ...opensCompany(north),
  ...opensCompany(south),
  ...upTo('decide', joinsCompany(applicant('late', 20), north)),
  { step: 'letPass', time: 14 * day },
  ...joinsCompany(anna, north),
  ...comesAlone(bo),
  leaves('bo'),
  ...upTo('decide', joinsCompany(fan, north)),
  decides(fan, 'reject'),
  ...upTo('decide', joinsCompany(hana, north)),
  { step: 'withdraw', who: hana },
  ...upTo('decide', joinsCompany(gita, north)),
  decides(gita, 'approve'),
  ...upTo('giveProfile', comesAlone(ivo)),
  ...joinsCompany(annaAgain, south),
];

let database: FreshDatabase;
let api: TestApi;
let http: HttpDriver;
let rows: readonly ProcessRow[];
let asking: ReadonlyMap<string, Asking>;
beforeAll(async () => {
  database = await freshDatabase();
  api = await testApi(database.url);
  const refused: unknown[] = [];
  http = (await overHttp(api)) as HttpDriver;
  await walk(http, journey, (step, done) => Promise.resolve(void (done?.code && refused.push([step, done.code]))));
  expect(refused).toEqual([]);
  for (const [company, role] of [
    [north, { role: 'department-admin', departmentIds: [http.id('department', 'north sales')] }],
    [south, { role: 'super-admin' }],
  ] as const) {
    const body = { userId: randomUUID(), ...role };
    expect((await api.call('POST', `/v1/companies/${http.id('company', company.company)}/roles`, { body })).status).toBe(201);
  }
  const stranger = (await api.newAccount('+8613900000099')).id;
  await besideTheJourney();
  rows = await api.kernel.database.query('SELECT type, id, state, status, client FROM rm.process');
  const key = await api.newKey(['service'], scopes);
  const people = new Set([...rows.flatMap(accountsOf), ...[north, south].flatMap((at) => [...at.managers, ...at.itAdmins]), stranger]);
  asking = new Map<string, Asking>([
    ['an operator', { key: api.operator }],
    ['a service', { key }],
    ['an auditor', { key: await api.newKey(['auditor'], scopes) }],
    ...[...people].map((person): [string, Asking] => [person, { key, person }]),
  ]);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

/** What companies and people arrange for approvals, in no order with their lives. */
async function besideTheJourney(): Promise<void> {
  await http.show('registration', 'anna');
  const companyId = http.id('company', 'north');
  const made = async (path: string, body: object, options: Partial<Asking> = {}) => {
    const { status, body: answer } = await api.call('POST', path, { body, ...options });
    expect([path, status, answer]).toMatchObject([path, 201, {}]);
  };
  const knownUntil = '2027-12-31';
  const calendar = { calendarId: 'office', zone: 'UTC', restDays: [0, 6], holidays: [], makeUpDays: [], knownUntil };
  await made('/v1/calendars', { companyId, ...calendar });
  const policy = { stages: [{ slots: [{ selector: { kind: 'manager' } }] }], expiryHours: 48 };
  await made('/v1/approval-policies', { companyId, matterType: 'document-export', policy });
  const until = new Date((await api.call('GET', '/dev/clock')).body.now as string);
  until.setUTCDate(until.getUTCDate() + 7);
  const lending = { delegate: `user:${http.id('account', 'anna')}`, companyId, until: until.toISOString() };
  await made('/v1/delegations', lending, { key: await api.newKey(['service'], scopes), person: north.itAdmins[0]! });
  await made(`/v1/companies/${companyId}/rights-reviews`, {});
  const accountId = http.id('account', 'anna');
  await made('/v1/verification-cases', { accountId, companyId, method: 'face' });
  await raiseAlert(api, accountId);
}

const declared = ({ type, id, state, client }: ProcessRow) => ({ ...processOf(type).seenBy(state, id), client: client ?? undefined });
const accountsOf = (row: ProcessRow) => declared(row).accounts;

const idsOf = (type: string) => rows.filter((row) => row.type === type).map(({ id }) => id);
const states = Object.keys(processes.approval.states);
/** The queries that together list all that a caller may find of a type. */
const lists = {
  account: ['/v1/accounts?pageSize=100'],
  deregistration: ['/v1/deregistrations?pageSize=100'],
  registration: ['/v1/registrations?pageSize=100'],
  approval: states.map((state) => `/v1/approvals?pageSize=100&state=${state}`),
};

async function listed(paths: readonly string[], who: Asking) {
  const answers = await Promise.all(paths.map((path) => api.call('GET', path, who)));
  const found = answers.flatMap(({ status, body }) => (status === 200 ? (body as { items: { id: string }[] }).items : []));
  return { statuses: [...new Set(answers.map(({ status }) => status))], ids: found.map(({ id }) => id).sort() };
}

async function read(type: keyof typeof lists, who: Asking) {
  const answers = await Promise.all(idsOf(type).map(async (id) => ({ id, ...(await api.call('GET', `/v1/${type}s/${id}`, who)) })));
  const ids = answers.flatMap(({ id, status }) => (status === 200 ? [id] : [])).sort();
  return { statuses: [...new Set(answers.map(({ status }) => status))], ids };
}

it('the journey leaves processes in many states, and an account that came to a second company', async () => {
  const standing = (type: string) => [...new Set(rows.filter((row) => row.type === type).map(({ status }) => status))].sort();
  expect(Object.fromEntries(Object.keys(lists).map((type) => [type, standing(type)]))).toEqual({
    account: ['active', 'frozen', 'purged'],
    deregistration: ['cooling_off', 'retained'],
    registration: ['active', 'awaiting_approval', 'draft', 'expired', 'rejected', 'withdrawn'],
    approval: ['approved', 'expired', 'pending', 'rejected', 'withdrawn'],
  });
  const { id } = rows.find((row) => row.type === 'account' && declared(row).companies.length === 2)!;
  expect((await listed(lists.registration, asking.get(id)!)).ids).toHaveLength(2);
});

describe('object reads, lists and the feed', () => {
  it.each(['account', 'deregistration', 'registration'] as const)('show the same %s to every viewer', async (type) => {
    for (const [name, who] of asking) {
      const [list, objects] = [await listed(lists[type], who), await read(type, who)];
      expect([name, list.ids]).toEqual([name, objects.ids]);
      if (list.statuses[0] !== 200) expect([name, objects.statuses]).toEqual([name, list.statuses]);
    }
  });

  it('show the same approvals to every viewer; the inbox leaves out what they need not decide any more, and what is lent to them', async () => {
    const unlisted: Record<string, number> = {};
    for (const [name, who] of asking) {
      const [list, objects] = [await listed(lists.approval, who), await read('approval', who)];
      expect([name, list.ids]).toEqual([name, objects.ids.filter((id) => list.ids.includes(id))]);
      const missing = objects.ids.length - list.ids.length;
      if (missing > 0) unlisted[name] = missing;
      if (list.statuses[0] !== 200) expect([name, objects.statuses]).toEqual([name, list.statuses]);
    }
    // One manager has approved, so that the other one is not asked any more.
    const managers = Object.fromEntries(north.managers.map((manager) => [manager, 1]));
    // All that asks or asked the IT admin, but her own; what is pending of it is in a view of its own.
    const [delegate, lent] = [http.id('account', 'anna'), 4];
    expect(unlisted).toEqual({ ...managers, [delegate]: lent });
    expect((await listed(['/v1/approvals?view=delegated'], asking.get(delegate)!)).ids).toHaveLength(1);
  });

  it('the feed names the processes that a viewer sees, by ids and words alone, to those with its right; others get 403', async () => {
    for (const [name, who] of asking) {
      const { status, body } = await api.call('GET', '/v1/events?pageSize=100', who);
      const seesAll = name === 'an operator' || name === 'an auditor';
      const reads = seesAll || name === 'a service';
      if (!reads) expect([name, [401, 403].includes(status)]).toEqual([name, true]);
      else {
        const seen = seesAll ? rows : rows.filter((row) => declared(row).services === 'all' && !isOthersDraft(row));
        expect(await named(who, body as Feed, seesAll)).toEqual(seen.map(({ type, id }) => `${type}:${id}`).sort());
      }
    }
  });
});

/** The journey has clients of its own. */
const isOthersDraft = (row: ProcessRow) => declared(row).draft && row.client !== undefined && row.client !== null;

interface Feed {
  items: { process: { type: string; id: string } }[];
  cursor: string;
}
/** Who acted is told to those who see all, and to nobody else. */
async function named(who: Asking, page: Feed, seesAll: boolean): Promise<string[]> {
  const found = new Set<string>();
  for (let { items, cursor } = page; items.length > 0;) {
    for (const { process } of items) found.add(`${process.type}:${process.id}`);
    const fields = ['at', 'eventId', 'process', 'type', ...(seesAll ? ['actor', 'via'] : [])];
    expect([...new Set(items.flatMap((item) => Object.keys(item)))].filter((field) => !fields.includes(field))).toEqual([]);
    ({ items, cursor } = (await api.call('GET', `/v1/events?pageSize=100&after=${cursor}`, who)).body as Feed);
  }
  return [...found].sort();
}

it('lists find what each process declares, of every kind of process and for every kind of viewer', async () => {
  const seen = rows.map(declared);
  const nobody = randomUUID();
  const principals = [...new Set(seen.flatMap((each) => each.principals)), nobody];
  const accounts = [...new Set(seen.flatMap((each) => each.accounts)), nobody];
  const clients = [...new Set(rows.flatMap(({ client }) => client ?? [])), 'another'];
  expect(clients.length).toBeGreaterThan(1);
  const whose: Companies[] = ['platform', [nobody], ...idsOf('company').map((company) => [company])];
  const viewers = whose.flatMap((companies): Viewer[] => [
    { as: 'operator', principal: nobody },
    ...clients.map((client): Viewer => ({ as: 'service', principal: nobody, client, companies })),
    ...principals.flatMap((principal): Viewer[] => [
      { as: 'service', principal, client: 'another', companies },
      { as: 'person', principal, account: nobody, companies },
      { as: 'person', principal, account: nobody, companies, left: idsOf('company').slice(0, 1) },
    ]),
    ...accounts.map((account): Viewer => ({ as: 'person', principal: nobody, account, companies })),
  ]);
  const departments = idsOf('department');
  expect(new Set(seen.flatMap((each) => each.departments))).toEqual(new Set([...departments, ...idsOf('company')]));
  for (const company of [...idsOf('company'), nobody]) {
    const administers = (scope: Pick<AdministratorViewer, 'whole' | 'departments'>): void =>
      void viewers.push({ as: 'administrator', principal: principals[0]!, account: accounts[0]!, companies: [company], ...scope });
    administers({ whole: [company], departments: [] });
    for (const department of [...departments, nobody]) administers({ whole: [], departments: [company, department] });
  }
  const walked = Object.keys(processes).filter((type) => idsOf(type).length > 0);
  expect(walked).toEqual(Object.keys(processes));
  for (const type of walked) {
    for (const viewer of viewers) {
      const found = await listProcesses(api.kernel.database, viewer, { type }, undefined, 1_000);
      const expected = rows.filter((row) => row.type === type && sees(viewer, declared(row))).map(({ id }) => id);
      expect([viewer, found.map(({ id }) => id).sort()]).toEqual([viewer, expected.sort()]);
    }
  }
});

it('lists find by company what concerns it: of an account every membership', async () => {
  const viewer: Viewer = { as: 'operator', principal: randomUUID() };
  for (const companyId of idsOf('company')) {
    const found = await listProcesses(api.kernel.database, viewer, { type: 'account', companyId }, undefined, 1_000);
    const members = rows.filter((row) => row.type === 'account' && declared(row).companies.includes(companyId)).map(({ id }) => id);
    expect(found.map(({ id }) => id).sort()).toEqual(members.sort());
  }
});

describe('rows of a release that told nobody who sees them', () => {
  /** It had none of these, and so no rows of them. */
  const cameLater = ['calendar', 'approval-policy', 'delegation', 'rights-review', 'verification', 'risk-alert'];
  const columns = ['services', 'companies', 'accounts', 'principals', 'asked', 'expires_at', 'seen_version'];
  /** Every row, each list of ids in one order. */
  async function table(): Promise<Record<string, unknown>[]> {
    const found = await api.kernel.database.query<Record<string, unknown>>(
      'SELECT * FROM rm.process WHERE type <> ALL ($1) ORDER BY stream_id',
      [cameLater],
    );
    const sorted = (value: unknown) => (Array.isArray(value) ? value.map(String).sort() : value);
    return found.map((row) => {
      // Roles by which a pending approval is found: no former release has opened one that records them.
      const { sources } = row['state'] as { sources?: { roleStreams: Readonly<Record<string, string>> } };
      const streams = Object.values(sources?.roleStreams ?? {});
      const asked = (row['asked'] as string[] | null | undefined)?.filter((each) => !streams.includes(each));
      return Object.fromEntries(Object.entries({ ...row, ...(asked && { asked }) }).map(([column, value]) => [column, sorted(value)]));
    });
  }

  it('are filled by the migration as their projection fills them', async () => {
    const written = await table();
    const owner = await openDatabase({ url: database.ownerUrl, applicationName: 'upgrade', poolSize: 1 });
    await owner.query(`DROP FUNCTION rm.fill_seen, rm.note_account_change, rm.note_role_change, rm.note_approval_of_absent CASCADE`);
    await owner.query(`ALTER TABLE rm.process ${columns.map((column) => `DROP COLUMN ${column}`).join(', ')}`);
    await owner.query(`DELETE FROM tenure_migrations WHERE name ~ '^(SeenBy|Clients|CompaniesOfOldRows)'`);
    await owner.close();
    expect(await migrate({ url: database.ownerUrl })).toHaveLength(4);
    expect(await table()).toEqual(written);
  });

  it('are filled when that release still writes beside the new schema', async () => {
    const written = await table();
    const older = written.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([column]) => column !== 'draft' && !columns.includes(column))),
    );
    const upsert = `INSERT INTO rm.process SELECT * FROM jsonb_populate_recordset(null::rm.process, $1::jsonb)
      ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version, state = excluded.state`;
    const write = (moved: number) =>
      api.kernel.database.query(upsert, [JSON.stringify(older.map((row) => ({ ...row, version: Number(row['version']) + moved })))]);
    await api.kernel.database.query('DELETE FROM rm.process');
    await write(0);
    expect(await table()).toEqual(written);
    const nobody = `services = 'all', draft = NULL, companies = '{}', accounts = '{}', principals = '{}', asked = '{}', expires_at = NULL`;
    await api.kernel.database.query(`UPDATE rm.process SET ${nobody}`);
    await write(1);
    const moved = written.map((row) => ({ ...row, version: Number(row['version']) + 1, seen_version: Number(row['version']) + 1 }));
    expect(await table()).toEqual(moved);
  });

  it('get by the migration who holds a role, and what is for all departments', async () => {
    const types = ['role', 'company', 'position'];
    const ofTypes = async () => (await table()).filter(({ type }) => types.includes(type as string));
    const written = await ofTypes();
    const owner = await openDatabase({ url: database.ownerUrl, applicationName: 'upgrade', poolSize: 1 });
    await owner.query('DROP FUNCTION rm.fill_places CASCADE');
    await owner.query('ALTER TABLE rm.process DROP COLUMN departments');
    await owner.query(`UPDATE rm.process SET principals = '{}' WHERE type = 'role'`);
    await owner.query(`DELETE FROM tenure_migrations WHERE name ~ '^Administrators'`);
    await owner.close();
    expect(await migrate({ url: database.ownerUrl })).toHaveLength(2);
    expect(await ofTypes()).toEqual(written);
  });
});
