import { z } from 'zod';
import * as contracts from './index';

type Node = {
  type?: string;
  properties?: Record<string, Node>;
  items?: Node;
  additionalProperties?: Node | boolean;
  prefixItems?: Node[];
  oneOf?: Node[];
  anyOf?: Node[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
};

/** Every leaf of a schema with the names that lead to it. */
function leaves(node: Node, path = ''): { path: string; node: Node }[] {
  const values = typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [];
  const inner = [...values, ...(node.oneOf ?? []), ...(node.anyOf ?? []), ...(node.prefixItems ?? []), ...(node.items ? [node.items] : [])];
  const named = Object.entries(node.properties ?? {}).flatMap(([name, child]) => leaves(child, path === '' ? name : `${path}.${name}`));
  const all = [...named, ...inner.flatMap((child) => leaves(child, `${path}[]`))];
  return all.length > 0 ? all : [{ path, node }];
}

const uuid = 'b9a1f0de-0000-4000-8000-000000000001';

const answers = {
  account: contracts.account,
  accountPage: contracts.accountPage,
  accountCapabilities: contracts.accountCapabilities,
  accountDeadlines: contracts.accountDeadlines,
  accountTimeline: contracts.accountTimeline,
  deregistration: contracts.deregistration,
  deregistrationPage: contracts.deregistrationPage,
  receiptList: contracts.receiptList,
  company: contracts.company,
  position: contracts.position,
  grantedRole: contracts.grantedRole,
  issuedInvite: contracts.issuedInvite,
  approval: contracts.approval,
  approvalPage: contracts.approvalPage,
  approvalDossier: contracts.approvalDossier,
  registration: contracts.registration,
  registrationPage: contracts.registrationPage,
  identityReviewer: contracts.identityReviewer,
  challenge: contracts.challenge,
  identifierStatus: contracts.identifierStatus,
  operatorTaskPage: contracts.operatorTaskPage,
  eventPage: contracts.eventPage,
  workflowAnswer: contracts.workflowAnswer,
  problem: contracts.problem,
  apiKey: contracts.apiKey,
  clockAnswer: contracts.clockAnswer,
  advanceAnswer: contracts.advanceAnswer,
  takenCallback: contracts.takenCallback,
};

const personal = /^(phone|phoneNumber|number|name|fullName|email|mail|address|identity|mrz|value|to|text|comment|message|birth.*)$/i;

/** The free strings an answer may hold: ids that are no uuids, links, and words of ours. */
const knownFreeStrings = new Set([
  ...[
    'links.self',
    'links.workflow',
    'type',
    'nextPageToken',
    'cursor',
    'actor',
    'detail',
    'ref',
    'workflowId',
    'runId',
    'temporalUi',
    'inspect',
    'keyId',
    'key',
    'code',
    'history[].actor',
    'history[].taskId',
    'stages[].slots[].tasks[].taskId',
    'positionId',
    'template',
  ],
  ...['title', 'instance', 'traceId', 'errors[].path', 'errors[].message'],
]);

/** Of the problem: fixed sentences of the schemas, never input. */
const notPersonal = new Set(['errors[].message']);

/** Values that a dossier opens from the vault, and records: in no answer of a command, and in no read model. */
const opened = new Set(['applicant.name', 'applicant.position', 'context[]', 'joins.name']);

describe('what answers may hold', () => {
  it.each(Object.entries(answers))('%s has no personal field', (_, schema) => {
    const found = leaves(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as Node);
    const suspicious = found.map(({ path }) => path).filter((path) => path.split(/\.|\[\]/).some((name) => personal.test(name)));
    expect(suspicious.filter((path) => !notPersonal.has(path) && !opened.has(path))).toEqual([]);
  });

  it.each(Object.entries(answers))('%s has no free text beside ids, links and words of ours', (_, schema) => {
    const found = leaves(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as Node);
    const free = found.filter(
      ({ node }) => (node.type === 'string' || node.type === undefined) && !node.format && !node.enum && node.const === undefined,
    );
    const words = free.filter(({ node }) => (node as { maxLength?: number }).maxLength !== 100);
    const named = words.map(({ path }) => path.replace(/^(items)?\[\]\.?/, ''));
    expect(named.filter((path) => !knownFreeStrings.has(path) && !opened.has(path))).toEqual([]);
  });

  it('has the refused commands of a process in its own answer alone, and as optional', () => {
    const shared = {
      ...{ id: uuid, type: 'company', state: 'verified', version: 1, policyVersion: 1, subjectId: uuid, companyKind: 'enterprise' },
      ...{ openedAt: '2030-01-01T00:00:00.000Z', updatedAt: '2030-01-01T00:00:00.000Z', deadlines: [], links: { self: '/v1/companies/1' } },
    };
    const takes = (refused?: object) => contracts.company.safeParse({ ...shared, allowed: [], ...(refused && { refused }) }).success;
    const late = { command: 'Verify', code: 'too-late' };
    expect([takes(), takes([]), takes([late]), takes([{ ...late, availableAt: '2030-01-01T00:00:00.000Z' }])]).toEqual(Array(4).fill(true));
    expect([takes([{ ...late, availableAt: 1 }]), takes([{ ...late, why: 'x' }])]).toEqual([false, false]);
    const pages = [contracts.accountPage, contracts.approvalPage, contracts.deregistrationPage, contracts.registrationPage];
    const listed = pages.flatMap((page) => leaves(z.toJSONSchema(page, { io: 'output', unrepresentable: 'any' }) as Node));
    expect(listed.filter(({ path }) => /\b(allowed|refused)\b/.test(path))).toEqual([]);
  });

  it('includes every answer except the simulated messages', () => {
    const requests =
      /^(take|create|open|check|request|revoke|advance|add|grant|issue|decide|prove|correct|give|withdraw)[A-Z]|Query$|Params$/;
    const others = new Set(['nothing', 'purgeStep', 'messagesAnswer', ...Object.keys(answers)]);
    const schemas = Object.entries(contracts).filter(([, value]) => value instanceof z.ZodType);
    expect(schemas.map(([name]) => name).filter((name) => !others.has(name) && !(requests.test(name) && name !== 'advanceAnswer'))).toEqual(
      [],
    );
  });
});

const requests: readonly (readonly [string, z.ZodType, Record<string, unknown>])[] = [
  [
    'takeInAccount',
    contracts.takeInAccount,
    {
      phone: '+8613800138000',
      name: 'Zhang Wei',
      identity: { kind: 'passport', mrz: ['A', 'B'], visaUntil: '2030-01-01' },
      companyId: uuid,
      activatedAt: '2025-01-01T00:00:00Z',
    },
  ],
  [
    'requestDeregistration',
    contracts.requestDeregistration,
    {
      accountId: uuid,
      deviceId: 'd',
      checklist: { appsUnbound: true, groupsLeft: false },
      adminTransferId: uuid,
      acceptDirectoryFreeze: true,
    },
  ],
  ['revokeDeregistration', contracts.revokeDeregistration, { challengeId: uuid, code: '123456' }],
  ['openChallenge', contracts.openChallenge, { kind: 'phone', value: '+8613800138000', purpose: 'identifier-check' }],
  ['checkIdentifier', contracts.checkIdentifier, { kind: 'email', value: 'a@b.cn', challengeId: uuid, code: '123456' }],
  ['createApiKey', contracts.createApiKey, { name: 'backend', roles: ['service'], scopes: ['act-for'], expiresAt: '2030-01-01T00:00:00Z' }],
  ['advanceClock', contracts.advanceClock, { by: 'P14D' }],
  ['accountQuery', contracts.accountQuery, { pageToken: 'abc', companyId: uuid, state: 'active' }],
  ['deregistrationQuery', contracts.deregistrationQuery, { pageToken: 'abc', accountId: uuid, companyId: uuid, state: 'closed' }],
  ['takeInCompany', contracts.takeInCompany, { name: 'Acme', companyKind: 'enterprise', verified: true }],
  ['addPosition', contracts.addPosition, { positionId: 'sales', title: 'Sales', template: 'sales', autoApprove: true }],
  ['grantRole', contracts.grantRole, { role: 'it-admin', userId: uuid }],
  ['issueInvite', contracts.issueInvite, { positionId: 'sales', managers: [`user:${uuid}`], expiresIn: 'P7D' }],
  [
    'openApproval',
    contracts.openApproval,
    {
      matter: { type: 'document-export', id: uuid },
      policyId: 'two-confirmations',
      requestedBy: `user:${uuid}`,
      managers: [`user:${uuid}`],
      companyId: uuid,
      context: { purpose: 'Audit' },
    },
  ],
  [
    'openRegistration',
    contracts.openRegistration,
    {
      variant: 'member',
      link: { inviteCode: 'abc' },
      phone: '+8613800138000',
      platform: 'android',
      device: { fingerprint: 'f', integrity: 'genuine' },
      scanProof: 's',
      consentVersion: '2025-06',
      timeZone: 'Asia/Shanghai',
    },
  ],
  ['provePhone', contracts.provePhone, { code: '123456' }],
  ['correctPhone', contracts.correctPhone, { phone: '+8613800138000' }],
  ['giveSignIn', contracts.giveSignIn, { reference: 'idp:1' }],
  [
    'giveProfile',
    contracts.giveProfile,
    {
      name: 'Zhang Wei',
      identity: { kind: 'id-card', number: '11010519491231002X' },
      positionId: 'sales',
      hostOrg: 'h',
      employerOrg: 'e',
      documents: ['d'],
    },
  ],
  ['withdrawRegistration', contracts.withdrawRegistration, { reason: { code: 'changed-mind', text: 'Not now' } }],
  ['registrationQuery', contracts.registrationQuery, { pageToken: 'abc', accountId: uuid, companyId: uuid, state: 'draft' }],
  ['grantReviewer', contracts.grantReviewer, { userId: uuid }],
  ['decideTask', contracts.decideTask, { decision: 'reject', reason: { code: 'not-needed', text: 'Not now' }, taskId: '1.1.1.1' }],
  ['approvalQuery', contracts.approvalQuery, { pageToken: 'abc', assignee: 'me', state: 'pending', dueBefore: '2030-01-01T00:00:00Z' }],
  ['takeCallback', contracts.takeCallback(['made']), { reference: 'registration:1', outcome: 'refused', reason: 'closed' }],
  ['taskParams', contracts.taskParams, { id: uuid, taskId: '1.1.1.1' }],
  ['stepParams', contracts.stepParams, { id: uuid, step: 'refundWallet' }],
  ['eventQuery', contracts.eventQuery, { after: 'abc', types: 'CoolingOffEnded,PurgeStepCompleted' }],
  ['messagesQuery', contracts.messagesQuery, { to: '+8613800138000' }],
];

/** The same request once for each string in it, with that string changed. */
function* withEachString(value: unknown, change: (text: string) => string): Generator<unknown> {
  if (typeof value === 'string') yield change(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    for (const changed of withEachString(inner, change)) {
      yield Array.isArray(value) ? value.with(Number(name), changed) : { ...value, [name]: changed };
    }
  }
}

describe('a word with nine digits in a row', () => {
  const long = 'sales-202411010';
  const takes = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;

  it('is refused where an event would keep it, and accepted for an existing thing or a value in the vault', () => {
    const managers = [`user:${uuid}`];
    const approval = { matter: { type: 'document-export', id: uuid }, managers, companyId: uuid };
    expect([
      takes(contracts.addPosition, { positionId: long, title: 'Sales', template: 'sales' }),
      takes(contracts.withdrawRegistration, { reason: { code: long } }),
    ]).toEqual([false, false]);
    expect([
      takes(contracts.issueInvite, { positionId: long, managers }),
      takes(contracts.openApproval, { ...approval, context: { [long]: 'x' } }),
    ]).toEqual([true, true]);
  });
});

describe('what requests may hold', () => {
  it.each(requests)('%s takes its example', (_, schema, example) => {
    expect(schema.safeParse(example).success).toBe(true);
  });

  it.each(requests)('%s refuses an unknown field and names it', (_, schema, example) => {
    const { error } = schema.safeParse({ ...example, surprise: 1 });
    expect(error?.issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['surprise'] }]);
  });

  it.each(requests)('%s refuses U+0000 and half a surrogate pair in every string', (_, schema, example) => {
    for (const bad of ['\u0000', '\ud800']) {
      const changed = [...withEachString(example, (text) => text + bad)];
      expect(changed.length).toBeGreaterThan(0);
      expect(changed.filter((body) => schema.safeParse(body).success)).toEqual([]);
    }
  });

  it('bounds every string of a request', () => {
    for (const [, schema, example] of requests) {
      expect([...withEachString(example, (text) => text + 'x'.repeat(2_300))].filter((body) => schema.safeParse(body).success)).toEqual([]);
    }
  });

  it.each(['P14D', 'P2W', 'PT30M', 'P1DT12H', 'PT0S'])('takes the duration %s', (by) => {
    expect(contracts.advanceClock.safeParse({ by }).success).toBe(true);
  });

  it.each(['', 'P', 'PT', 'P1', 'P1M', 'P1Y', '-P1D', 'P1DT', 'P1.5D', '14 days'])('refuses the duration %p', (by) => {
    expect(contracts.advanceClock.safeParse({ by }).success).toBe(false);
  });

  it('accepts a member with a link, and no other applicant with one', () => {
    const [, schema, member] = requests.find(([name]) => name === 'openRegistration')!;
    const { link, ...linkless } = member;
    const takes = (request: object) => schema.safeParse(request).success;
    expect([takes(member), takes({ ...linkless, variant: 'personal' })]).toEqual([true, true]);
    expect([takes(linkless), takes({ ...member, variant: 'personal' }), takes({ ...member, link: { companyEmail: 'a@b.cn' } })]).toEqual([
      false,
      false,
      false,
    ]);
    expect(link).toBeDefined();
  });

  it('accepts at most 20 values of context, each of at most 500 characters', () => {
    const [, schema, example] = requests.find(([name]) => name === 'openApproval')!;
    const takes = (values: number, length: number) =>
      schema.safeParse({ ...example, context: Object.fromEntries(Array.from({ length: values }, (_, n) => [`v${n}`, 'x'.repeat(length)])) })
        .success;
    expect([takes(20, 500), takes(21, 500), takes(20, 501), takes(1, 0)]).toEqual([true, false, false, false]);
    for (const context of [{ 'Not a word': 'x' }, { amount: 5 }, { inner: { x: 'x' } }, ['x'], 'x'])
      expect(schema.safeParse({ ...example, context }).success).toBe(false);
  });

  it('lends acting for people to services alone', () => {
    const key = { name: 'k', scopes: ['act-for'] };
    expect(contracts.createApiKey.safeParse({ ...key, roles: ['service'] }).success).toBe(true);
    expect(contracts.createApiKey.safeParse({ ...key, roles: ['service', 'operator'] }).success).toBe(false);
  });
});
