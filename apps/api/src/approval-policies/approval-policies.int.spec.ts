import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase, sentBy } from '#testing';
import type { Answer, TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { withApi } from '../testing/with-api';

let api: TestApi;
withApi(freshDatabase, (opened) => (api = opened));

const hour = 3_600_000;
const manager = { selector: { kind: 'manager' } };
const superAdmin = { selector: { kind: 'superAdmin' } };
const policyOf = (slots: readonly object[] = [manager], fields: object = {}) => ({ stages: [{ slots }], expiryHours: 48, ...fields });
const created = ({ status, body }: Answer) => {
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
};
const path = '/v1/approval-policies';
const store = (body: object, options: object = {}) =>
  api.call('POST', path, { body: { matterType: 'document-export', ...body }, ...options });
const change = (id: string, policy: object, options: object = {}) =>
  api.call('POST', `${path}/${id}/versions`, { body: { policy }, ...options });
const keyFor = (companyId: string) => api.newKey(['service'], scopes, { companies: [companyId] });
const errorsOf = ({ status, body }: Answer) => ({
  status,
  code: body.code,
  errors: (body.errors ?? []).map(({ path: at, code }: { path: string; code: string }) => `${at} ${code}`),
});

describe('a policy of a company', () => {
  it('is stored, shown, and holds for what is opened from then on; the opening records it whole', async () => {
    const companyId = await newCompany(api);
    const before = created(
      await askForApproval(api, { companyId: await newCompany(api, { itAdmins: [randomUUID()] }), managers: [randomUUID()] }),
    );
    expect(before.policyId).toBe('two-confirmations');
    const stored = await store({ companyId, policy: policyOf() });
    expect(stored).toMatchObject({
      status: 201,
      body: { type: 'approval-policy', state: 'enabled', companyId, matterType: 'document-export' },
    });
    const { id } = stored.body;
    expect(stored.headers).toMatchObject({ location: `${path}/${id}`, etag: '"1"' });
    const { body: shown } = await api.call('GET', `${path}/${id}`);
    expect(shown.current).toMatchObject({
      version: 1,
      policy: {
        id: 'company:document-export',
        stages: [{ rule: 'all', selfApproval: 'forbid', ifNone: 'reject', onReject: 'reject', chain: [] }],
      },
    });
    const opened = created(await askForApproval(api, { companyId, managers: [randomUUID()] }));
    expect(opened).toMatchObject({ policyId: 'company:document-export', stages: [{ slots: [{ selector: { kind: 'manager' } }] }] });
    expect(Date.parse(opened.expiresAt) - Date.parse(opened.openedAt)).toBe(48 * hour);
    const [event] = await api.kernel.database.query<{ data: { stored: object } }>('SELECT data FROM es.events WHERE stream_id = $1', [
      `approval:${opened.id}`,
    ]);
    expect(event!.data.stored).toMatchObject({ policyId: id, version: 1, policy: shown.current.policy });
  });

  it('has versions that never change: a running approval keeps the one that it was opened under, whatever becomes of the policy', async () => {
    const companyId = await newCompany(api);
    const { id } = created(await store({ companyId, policy: policyOf() }));
    const running = created(await askForApproval(api, { companyId, managers: [randomUUID()] }));
    expect(await change(id, policyOf([manager, manager], { expiryHours: 24 }))).toMatchObject({
      status: 200,
      body: { current: { version: 2 } },
    });
    expect(await api.call('POST', `${path}/${id}/disabling`, { body: { reasonCode: 'mistaken' } })).toMatchObject({
      body: { state: 'disabled', reasonCode: 'mistaken' },
    });
    const { body: still } = await api.call('GET', `/v1/approvals/${running.id}`);
    expect([still.state, still.expiresAt, still.stages]).toEqual(['pending', running.expiresAt, running.stages]);
    const { body } = await api.call('GET', `${path}/${id}/versions`);
    expect(
      body.items.map(({ version, policy }: { version: number; policy: { expiryHours: number } }) => [version, policy.expiryHours]),
    ).toEqual([
      [2, 24],
      [1, 48],
    ]);
    expect(await api.call('POST', `${path}/${id}/disabling`, { body: { reasonCode: 'again' } })).toMatchObject({
      status: 409,
      body: { code: 'policy-disabled' },
    });
    expect(await askForApproval(api, { companyId, managers: [randomUUID()] })).toMatchObject({
      status: 409,
      body: { code: 'approvers-missing', unmet: ['it-admin'] },
    });
    expect(await api.call('POST', `${path}/${id}/enabling`, { body: { reasonCode: 'corrected' } })).toMatchObject({
      status: 200,
      body: { state: 'enabled' },
    });
    expect(await api.call('POST', `${path}/${id}/enabling`, { body: { reasonCode: 'corrected' } })).toMatchObject({
      status: 409,
      body: { code: 'policy-enabled' },
    });
    const next = created(await askForApproval(api, { companyId, managers: [randomUUID(), randomUUID()] }));
    expect(next.stages[0].slots).toHaveLength(2);
  });

  it('is told every fault at once with its place, and nothing is stored', async () => {
    const companyId = await newCompany(api);
    const slots = [
      { selector: { kind: 'group', group: 'sales' } },
      { selector: { kind: 'user', user: randomUUID() } },
      { selector: { kind: 'role', role: 'chef' } },
    ];
    const stage = { slots, rule: { quorum: 4 }, onReject: { returnTo: 2 }, chain: [{ afterHours: 48, act: 'remind' }] };
    const answer = await store({ companyId, policy: { stages: [stage, { slots: [] }], expiryHours: 48 } });
    expect(errorsOf(answer)).toEqual({
      status: 422,
      code: 'policy-invalid',
      errors: [
        'policy.stages.0.rule.quorum quorum-out-of-reach',
        'policy.stages.0.onReject.returnTo returns-forward',
        'policy.stages.0.slots.0.selector.group group-unknown',
        'policy.stages.0.slots.1.selector.user user-unknown',
        'policy.stages.0.slots.2.selector.role role-unknown',
        'policy.stages.0.chain.0.afterHours step-after-expiry',
        'policy.stages.1.slots slots-missing',
      ],
    });
    const { body } = await api.call('GET', `${path}?companyId=${companyId}&matterType=document-export`);
    expect(body.items.map(({ source }: { source: string }) => source)).toEqual(['built-in']);
    expect(errorsOf(await store({ companyId, matterType: 'operator-key', policy: policyOf() }))).toMatchObject({
      errors: ['policy matter-fixed'],
    });
    expect((await store({ companyId, policy: { ...policyOf(), stages: 'all' } })).body.code).toBe('invalid-request');
  });

  it('is stored once; of two editors at once the second is told by If-Match that it has changed', async () => {
    const companyId = await newCompany(api);
    const { id } = created(await store({ companyId, policy: policyOf() }));
    expect(await store({ companyId, policy: policyOf() })).toMatchObject({ status: 409, body: { code: 'policy-stored-already' } });
    const answers = await Promise.all([1, 2].map(() => change(id, policyOf(), { headers: { 'if-match': '"1"' } })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await api.call('GET', `${path}/${id}`)).body.current.version).toBe(2);
  });

  it('is kept by services of the company; another company’s does not differ from one that is not there', async () => {
    const [own, other] = [await newCompany(api), await newCompany(api)];
    const [key, stranger] = [await keyFor(own), await keyFor(other)];
    const { id } = created(await store({ companyId: own, policy: policyOf() }, { key }));
    expect((await change(id, policyOf(), { key })).status).toBe(200);
    const gone = { status: 404, body: { code: 'not-found' } };
    expect(await api.call('GET', `${path}/${id}`, { key: stranger })).toMatchObject(gone);
    expect(await api.call('GET', `${path}/${id}/versions`, { key: stranger })).toMatchObject(gone);
    expect(await change(id, policyOf(), { key: stranger })).toMatchObject(gone);
    expect(await api.call('POST', `${path}/${id}/disabling`, { key: stranger, body: { reasonCode: 'ours' } })).toMatchObject(gone);
    expect(await store({ companyId: own, policy: policyOf() }, { key: stranger })).toMatchObject(gone);
    expect(await api.call('GET', `${path}?companyId=${own}`, { key: stranger })).toMatchObject(gone);
  });

  it('asks roles of its company that the built-in policy does not: they are found under the same lock', async () => {
    const [admin, requester] = [randomUUID(), randomUUID()];
    const companyId = await newCompany(api);
    created(await api.call('POST', `/v1/companies/${companyId}/roles`, { body: { role: 'super-admin', userId: admin } }));
    created(await store({ companyId, policy: policyOf([superAdmin]) }));
    const opened = created(await askForApproval(api, { companyId, managers: [requester] }));
    expect(opened.stages[0].slots[0].tasks).toHaveLength(1);
    const service = await api.newKey(['service'], scopes);
    expect(
      await api.call('POST', `/v1/approvals/${opened.id}/decisions`, { key: service, person: admin, body: { decision: 'approve' } }),
    ).toMatchObject({
      status: 200,
      body: { state: 'approved' },
    });
  });
});

describe('a policy of the platform', () => {
  it('is for operators to keep, for everybody to read, and holds for companies that have none of their own', async () => {
    const [companyId, other] = [await newCompany(api), await newCompany(api)];
    const key = await keyFor(companyId);
    expect(await store({ policy: policyOf() }, { key })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const { id } = created(await store({ policy: policyOf([superAdmin, manager], { expiryHours: 12 }) }));
    expect(await change(id, policyOf(), { key })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await api.call('GET', `${path}/${id}`, { key })).toMatchObject({ status: 200, body: { allowed: [], refused: [] } });
    expect((await api.call('GET', `${path}/${id}`)).body.allowed).toEqual(['ChangePolicy', 'DisablePolicy']);
    created(await store({ companyId: other, policy: policyOf() }));
    for (const company of [companyId, other])
      created(await api.call('POST', `/v1/companies/${company}/roles`, { body: { role: 'super-admin', userId: randomUUID() } }));
    const opened = async (company: string) =>
      created(await askForApproval(api, { companyId: company, managers: [randomUUID()] })).policyId as string;
    expect([await opened(companyId), await opened(other)]).toEqual(['platform:document-export', 'company:document-export']);
    const { body } = await api.call('GET', `${path}?companyId=${other}&matterType=document-export`, { key: await keyFor(other) });
    expect(body.items.map(({ source }: { source: string }) => source)).toEqual(['company', 'platform', 'built-in']);
    await api.call('POST', `${path}/${id}/disabling`, { body: { reasonCode: 'tried' } });
  });
});

describe('a simulation', () => {
  const simulate = (to: string, body: object, options: object = {}) => api.call('POST', `${path}${to}/simulations`, { body, ...options });
  const cast = { startsAt: '2026-02-11T01:00:00.000Z', requester: 'li', managers: ['wang'], roles: { 'it-admin': ['chen'] } };
  const lines = ({ body }: Answer) =>
    body.happened.map(({ at, by, recorded, refused }: { at: string; by: string; recorded: string[]; refused?: string }) =>
      [at.slice(5, 16), by, ...(refused ? [refused] : recorded)].join(' '),
    );

  it('of the built-in policy says who decides what and when, every reminder, and how it ends', async () => {
    const acts = [
      { after: 'PT3H', person: 'wang', does: 'approve' },
      { after: 'PT4H', person: 'li', does: 'approve' },
      { after: 'P2D', person: 'chen', does: 'approve' },
    ];
    const answer = await simulate('', { matterType: 'registration', ...cast, acts });
    expect(answer).toMatchObject({ status: 200, body: { outcome: 'approved', endedAt: '2026-02-13T01:00:00.000Z' } });
    expect(lines(answer)).toEqual([
      '02-11T01:00 li ApprovalOpened',
      '02-11T04:00 wang TaskDecided',
      '02-11T05:00 li self-approval',
      '02-12T01:00 timer ApproversReminded',
      '02-13T01:00 timer ApproversReminded',
      '02-13T01:00 chen TaskDecided ApprovalApproved',
    ]);
    expect(answer.body.happened[1].waitsFor).toEqual(['chen']);
    const silent = await simulate('', { matterType: 'registration', ...cast });
    expect(silent.body).toMatchObject({ outcome: 'expired', endedAt: '2026-02-14T01:00:00.000Z', steps: 5 });
    // X1: the super admin is asked after 60 hours.
    expect(lines(silent).slice(-2)).toEqual(['02-13T13:00 timer StageEscalated', '02-14T01:00 timer ApprovalExpired']);
  });

  it('of a stored policy lives by a version of it, or by a draft of the next one; nothing is recorded', async () => {
    const companyId = await newCompany(api);
    const { id } = created(await store({ companyId, policy: policyOf() }));
    await change(id, policyOf([manager], { expiryHours: 10 }));
    const ends = async (body: object) => (await simulate(`/${id}`, { ...cast, ...body })).body.endedAt as string;
    expect([await ends({ version: 1 }), await ends({}), await ends({ policy: policyOf([manager], { expiryHours: 1 }) })]).toEqual([
      '2026-02-13T01:00:00.000Z',
      '2026-02-11T11:00:00.000Z',
      '2026-02-11T02:00:00.000Z',
    ]);
    expect(await simulate(`/${id}`, { ...cast, version: 9 })).toMatchObject({ status: 404 });
    expect((await simulate(`/${id}`, cast, { key: await keyFor(await newCompany(api)) })).status).toBe(404);
    expect((await api.call('GET', `${path}/${id}`)).body.version).toBe(2);
  });

  it('of a stored policy counts by the calendar of its company, as the engine does (R16)', async () => {
    const companyId = await newCompany(api);
    const chain = [{ afterWorkingDays: 1, act: 'remind' }];
    const { id } = created(await store({ companyId, policy: { stages: [{ slots: [manager], chain }], expiryHours: 240 } }));
    const reminds = async (startsAt: string) => {
      const { body } = await simulate(`/${id}`, { ...cast, startsAt });
      return body.happened.find(({ command }: { command: string }) => command === 'RemindApprovers').at as string;
    };
    expect(await reminds(cast.startsAt)).toBe('2026-02-12T01:00:00.000Z');
    const days = { holidays: ['2026-02-12'], makeUpDays: [], knownUntil: '2026-12-31' };
    const calendar = { calendarId: 'office', companyId, zone: 'Asia/Shanghai', restDays: [], ...days };
    const { id: storedId } = created(await api.call('POST', '/v1/calendars', { body: calendar }));
    await api.call('PUT', `/v1/companies/${companyId}/calendar`, { body: { storedId } });
    expect(await reminds(cast.startsAt)).toBe('2026-02-13T01:00:00.000Z');
    const opened = created(await askForApproval(api, { companyId, managers: [randomUUID()] }));
    expect(await reminds(opened.openedAt)).toBe(opened.deadlines[0].dueAt);
  });

  it('of a draft counts by the calendar of a company, or by one that it might choose (R16)', async () => {
    const companyId = await newCompany(api);
    const draft = {
      matterType: 'document-export',
      policy: { stages: [{ slots: [manager], chain: [{ afterWorkingDays: 1, act: 'remind' }] }], expiryHours: 240 },
    };
    const days = { zone: 'Asia/Shanghai', restDays: [0, 6], holidays: ['2026-02-12'], makeUpDays: [], knownUntil: '2026-12-31' };
    const { id: storedId } = created(await api.call('POST', '/v1/calendars', { body: { calendarId: 'office', companyId, ...days } }));
    const reminds = async (body: object) => (await simulate('', { ...draft, ...cast, ...body })).body.happened[1].at as string;
    expect(await reminds({ companyId })).toBe('2026-02-12T01:00:00.000Z');
    expect([await reminds({ calendar: { storedId } }), await reminds({ companyId, calendar: { storedId } })]).toEqual(
      Array.from({ length: 2 }, () => '2026-02-13T01:00:00.000Z'),
    );
    expect(await reminds({ calendar: { region: 'de' } })).toBe('2026-02-12T01:00:00.000Z');
    await api.call('PUT', `/v1/companies/${companyId}/calendar`, { body: { storedId } });
    expect(await reminds({ companyId })).toBe('2026-02-13T01:00:00.000Z');
    const refused = async (body: object, options: object = {}) =>
      (await simulate('', { ...draft, ...cast, ...body }, options)).body.code as string;
    const other = await newCompany(api);
    const key = await keyFor(other);
    expect(await refused({ companyId: other, calendar: { storedId } })).toBe('calendar-unknown');
    expect(await refused({ calendar: { storedId } }, { key })).toBe('calendar-unknown');
    expect(await refused({ calendar: { region: 'atlantis' } })).toBe('calendar-unknown');
    expect(await refused({ companyId }, { key })).toBe('not-found');
  });

  it('returns to a stage as an approver may', async () => {
    const acts = [{ after: 'PT1H', person: 'wang', does: 'return-to-stage', reasonCode: 'unclear', returnTo: 1 }];
    const { body } = await simulate('', { matterType: 'document-export', ...cast, acts });
    expect(body.happened[1]).toMatchObject({ recorded: ['TaskDecided', 'StageReturned', 'StageOpened'], round: 2, stage: 1 });
  });

  it('of a draft that is larger than any policy may be is refused with its faults, before anything is tried', async () => {
    const slots = Array.from({ length: 100 }, () => manager);
    const draft = { stages: [{ slots, rule: { quorum: 50 } }], expiryHours: 72 };
    const answer = await simulate('', { matterType: 'document-export', ...cast, policy: draft, acts: [] });
    expect(errorsOf(answer)).toMatchObject({
      status: 422,
      code: 'policy-invalid',
      errors: ['policy.stages.0.slots too-many', 'policy.stages.0.rule.quorum out-of-range'],
    });
    const far = { stages: [{ slots: [manager], chain: [{ afterWorkingDays: 1_000_000, act: 'remind' }] }], expiryHours: 72 };
    expect(await simulate('', { matterType: 'document-export', ...cast, policy: far, acts: [] })).toMatchObject({ status: 422 });
  });

  it('of more than 10,000 steps is refused; of so many others are served meanwhile', async () => {
    const acts = (n: number) => Array.from({ length: n }, (_, i) => ({ after: `PT${i}S`, person: 'nobody', does: 'approve' }));
    const whole = simulate('', { matterType: 'registration', ...cast, acts: acts(9_995) });
    const served: string[] = [];
    await Promise.all([whole.then(() => served.push('simulation')), api.call('GET', path).then(() => served.push('list'))]);
    expect([(await whole).body.steps, served[0]]).toEqual([10_000, 'list']);
    expect(await simulate('', { matterType: 'registration', ...cast, acts: acts(9_996) })).toMatchObject({
      status: 422,
      body: { code: 'simulation-too-long', limit: 10_000 },
    });
  });
});

describe('a running approval', () => {
  const adopt = (approvalId: string, body: object, options: object = {}) =>
    api.call('POST', `/v1/approvals/${approvalId}/policy-adoption`, { body: { reasonCode: 'too-slow', ...body }, ...options });
  const running = async () => {
    const companyId = await newCompany(api);
    const { id: policyId } = created(await store({ companyId, policy: policyOf() }));
    const approval = created(await askForApproval(api, { companyId, managers: [randomUUID()] }));
    await change(policyId, policyOf([manager], { expiryHours: 100 }));
    return {
      companyId,
      policyId,
      approval,
      hours: async () => {
        const { body } = await api.call('GET', `/v1/approvals/${approval.id}`);
        return (Date.parse(body.expiresAt) - Date.parse(body.openedAt)) / hour;
      },
    };
  };

  it('goes on by a version that it adopts: its deadlines are recorded anew, with who has done it and why', async () => {
    const { policyId, approval, hours } = await running();
    expect(await hours()).toBe(48);
    expect(await adopt(approval.id, { policyId, version: 2 })).toMatchObject({
      status: 200,
      body: { state: 'pending', policyId: 'company:document-export' },
    });
    expect(await hours()).toBe(100);
    expect(await adopt(approval.id, { policyId, version: 2 })).toMatchObject({ status: 409, body: { code: 'policy-adopted-already' } });
    expect(await adopt(approval.id, { policyId, version: 3 })).toMatchObject({ status: 422, body: { code: 'policy-unknown' } });
    expect(await adopt(approval.id, { policyId, version: 1 })).toMatchObject({ status: 200 });
    expect(await hours()).toBe(48);
  });

  it('asks the people of another stage there where nobody has decided in it yet', async () => {
    const { companyId, policyId, approval } = await running();
    await change(policyId, policyOf([{ selector: { kind: 'superAdmin' } }]));
    const version = { policyId, version: 3 };
    expect(await adopt(approval.id, version)).toMatchObject({ status: 409, body: { code: 'approvers-missing', unmet: ['super-admin'] } });
    const userId = randomUUID();
    await api.call('POST', `/v1/companies/${companyId}/roles`, { body: { role: 'super-admin', userId } });
    const adopted = await adopt(approval.id, version);
    expect(adopted).toMatchObject({
      status: 200,
      body: { stages: [{ slots: [{ selector: { kind: 'superAdmin' }, tasks: [{ taskId: '1.1.1.2' }] }] }] },
    });
    const decided = { body: { decision: 'approve' }, key: await keyFor(companyId), person: userId };
    expect(await api.call('POST', `/v1/approvals/${approval.id}/decisions`, decided)).toMatchObject({ body: { state: 'approved' } });
  });

  it('adopts no version whose stage nobody could fill, none that is disabled, and none by which it would be over', async () => {
    const { policyId, approval, hours } = await running();
    await change(policyId, policyOf([manager, manager]));
    expect(await adopt(approval.id, { policyId, version: 3 })).toMatchObject({ status: 409, body: { code: 'approvers-missing' } });
    await change(policyId, policyOf([manager], { expiryHours: 1 }));
    await api.advance(2 * hour);
    expect(await adopt(approval.id, { policyId, version: 4 })).toMatchObject({ status: 409, body: { code: 'policy-in-the-past' } });
    await api.call('POST', `${path}/${policyId}/disabling`, { body: { reasonCode: 'mistaken' } });
    expect(await adopt(approval.id, { policyId, version: 2 })).toMatchObject({ status: 409, body: { code: 'policy-disabled' } });
    expect(await hours()).toBe(48);
  });

  it('is moved by operators and administrators alone; by nobody of another company', async () => {
    const [one, other] = [await running(), await running()];
    expect(await adopt(one.approval.id, { policyId: one.policyId, version: 2 }, { key: await keyFor(one.companyId) })).toMatchObject({
      status: 403,
    });
    expect(await adopt(one.approval.id, { policyId: other.policyId, version: 2 })).toMatchObject({
      status: 409,
      body: { code: 'policy-of-another-matter' },
    });
  });

  it('is moved with many others by one call, each answered by itself; the same call again answers the same', async () => {
    const { policyId, companyId, approval, hours } = await running();
    const unknown = randomUUID();
    const second = created(await askForApproval(api, { companyId, managers: [randomUUID()] }));
    const approvalIds = [approval.id, unknown, second.id];
    const call = { body: { version: 2, reasonCode: 'too-slow', approvalIds }, idempotencyKey: randomUUID() };
    const answer = await api.call('POST', `${path}/${policyId}/adoptions`, call);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        adopted: 1,
        items: [
          { approvalId: approval.id, status: 200 },
          { approvalId: unknown, status: 404, code: 'not-found' },
          { status: 409, code: 'policy-adopted-already' },
        ],
      },
    });
    expect(await hours()).toBe(100);
    const again = await api.call('POST', `${path}/${policyId}/adoptions`, call);
    expect(again.body).toEqual(answer.body);
    const reused = await api.call('POST', `${path}/${policyId}/adoptions`, { ...call, body: { ...call.body, version: 1 } });
    expect(reused).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });
});

describe('an opening', () => {
  it('by the built-in policy costs as many statements and round trips as before there were others', async () => {
    const companyId = await newCompany(api, { itAdmins: [randomUUID()] });
    const { statements } = await sentBy(() => askForApproval(api, { companyId, managers: [randomUUID()] }));
    expect(statements.filter((text) => /^\s*(START TRANSACTION|BEGIN)/.test(text))).toHaveLength(1);
  });
});
