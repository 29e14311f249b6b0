import { z } from 'zod';
import { matters, mayBeAskedFor } from '#domain';
import { exampleId } from './formats';
import * as contracts from './index';
import { faces, problems, type Face } from './index';

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

const ofFaces = Object.entries<Face>(faces);

const answers = {
  ...Object.fromEntries(
    ofFaces.flatMap(
      ([process, { answer, list }]) => [[process, answer], ...(list ? [[`page of ${process}`, list.page] as const] : [])] as const,
    ),
  ),
  accountCapabilities: contracts.accountCapabilities,
  checkedCapabilities: contracts.checkedCapabilities,
  usedCapability: contracts.usedCapability,
  accountCredentials: contracts.accountCredentials,
  revokedCredential: contracts.revokedCredential,
  provenByAnswers: contracts.provenByAnswers,
  accountDeadlines: contracts.accountDeadlines,
  accountTimeline: contracts.accountTimeline,
  accountSimulation: contracts.accountSimulation,
  accountPolicyList: contracts.accountPolicyList,
  accountAdoptions: contracts.accountAdoptions,
  endedMembership: contracts.endedMembership,
  takenSignals: contracts.takenSignals,
  takenManySignals: contracts.takenManySignals,
  receiptList: contracts.receiptList,
  position: contracts.position,
  positionPage: contracts.positionPage,
  shownPosition: contracts.shownPosition,
  retiredPosition: contracts.retiredPosition,
  department: contracts.department,
  departmentPage: contracts.departmentPage,
  keptDepartment: contracts.keptDepartment,
  grantedRole: contracts.grantedRole,
  rolePage: contracts.rolePage,
  riskAlertPage: contracts.riskAlertPage,
  riskAlertExport: contracts.riskAlertExport,
  invitePage: contracts.invitePage,
  companyPage: contracts.companyPage,
  reviewerPage: contracts.reviewerPage,
  knownPerson: contracts.knownPerson,
  peoplePage: contracts.peoplePage,
  personFound: contracts.personFound,
  issuedInvite: contracts.issuedInvite,
  revokedInvite: contracts.revokedInvite,
  calendarPage: contracts.calendarPage,
  calendarVersionPage: contracts.calendarVersionPage,
  regionPage: contracts.regionPage,
  approvalPage: contracts.approvalPage,
  inboxCounts: contracts.inboxCounts,
  decidedApprovals: contracts.decidedApprovals,
  approvalDossier: contracts.approvalDossier,
  evidenceRequestsShown: contracts.evidenceRequestsShown,
  commentsShown: contracts.commentsShown,
  verificationTimeline: contracts.verificationTimeline,
  delegationPage: contracts.delegationPage,
  adoptions: contracts.adoptions,
  policyList: contracts.policyList,
  policyVersions: contracts.policyVersions,
  simulation: contracts.simulation,
  identityReviewer: contracts.identityReviewer,
  boundName: contracts.boundName,
  boundNames: contracts.boundNames,
  challenge: contracts.challenge,
  scanProof: contracts.scanProof,
  codesReleased: contracts.codesReleased,
  identifierStatus: contracts.identifierStatus,
  operatorTask: contracts.operatorTask,
  operatorTaskPage: contracts.operatorTaskPage,
  taskRetry: contracts.taskRetry,
  eventPage: contracts.eventPage,
  workflowAnswer: contracts.workflowAnswer,
  problem: contracts.problem,
  apiKey: contracts.apiKey,
  listedKey: contracts.listedKey,
  apiKeyPage: contracts.apiKeyPage,
  securityLogPage: contracts.securityLogPage,
  platformGrantPage: contracts.platformGrantPage,
  takenGrant: contracts.takenGrant,
  begunPhoneChange: contracts.begunPhoneChange,
  changedPhone: contracts.changedPhone,
  keptMember: contracts.keptMember,
  positionedMember: contracts.positionedMember,
  movedMember: contracts.movedMember,
  clockAnswer: contracts.clockAnswer,
  advanceAnswer: contracts.advanceAnswer,
  takenCallback: contracts.takenCallback,
};

const personal = /^(phone|phoneNumber|number|name|fullName|email|mail|address|identity|mrz|value|to|text|comment|message|birth.*)$/i;

/** The free strings an answer may hold: ids that are no exampleIds, links, and words of ours. */
const knownFreeStrings = new Set([
  ...[
    'links.self',
    'links.workflow',
    'type',
    'nextPageToken',
    'cursor',
    'goOnFrom',
    'actor',
    'detail',
    'ref',
    'workflowId',
    'runId',
    'temporalUi',
    'inspect',
    'keyId',
    'concerns[].keyId',
    'client',
    'note',
    'rotatedTo',
    'issuer',
    'key',
    'code',
    'history[].actor',
    'history[].taskId',
    'stages[].slots[].tasks[].taskId',
    'approval.slots[].tasks[].taskId',
    'positionId',
    'template',
    'memberships[].positionId',
    'memberships[].template',
    'effectId',
    'effects[]',
    'owed[].effectId',
    'goesOn',
    'resolvedBy',
    'target',
    'scanProof',
  ],
  ...['title', 'instance', 'traceId', 'errors[].path', 'errors[].message'],
]);

/** Of the problem: fixed sentences of the schemas, never input. */
const notPersonal = new Set(['errors[].message']);

/** Values that a route opens from the vault, and records: in no answer of a command, and in no read model. */
const opened: Readonly<Record<string, readonly string[]>> = {
  // Words and numbers of a table that is released with the program.
  accountPolicyList: ['policy[]'],
  approvalDossier: [
    ...['applicant.name', 'applicant.position', 'applicant.employer.name', 'context[]', 'joins.name'],
    ...['papers.document[]', 'papers.pictures[].ref', 'papers.pictures[].hash'],
    ...[
      'case.given.name',
      'case.given.document[]',
      'case.given.pictures[][]',
      'case.given.cardEnding',
      'case.given.result',
      'case.evidence[].ref',
      'case.evidence[].hash',
    ],
    ...['shown[].ref', 'shown[].hash', 'evidence[].message', 'evidence[].evidence[].ref', 'evidence[].evidence[].hash', 'comments[].text'],
  ],
  commentsShown: ['text'],
  evidenceRequestsShown: ['message', 'evidence[].ref', 'evidence[].hash'],
  company: ['name'],
  companyPage: ['name'],
  department: ['name'],
  departmentPage: ['name'],
  positionPage: ['title'],
  shownPosition: ['title'],
  invitePage: ['title'],
  rolePage: ['name'],
  reviewerPage: ['name'],
  platformGrantPage: ['name'],
  knownPerson: ['name'],
  peoplePage: ['name'],
};
/** The place of a field in an item, wherever the item is. */
const inItem = (path: string) => path.replace(/^(items)?(\[\])+\.?/, '');

describe('what answers may hold', () => {
  it.each(Object.entries(answers))('%s has no personal field', (named, schema) => {
    const found = leaves(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as Node);
    const suspicious = found.map(({ path }) => path).filter((path) => path.split(/\.|\[\]/).some((name) => personal.test(name)));
    expect(suspicious.filter((path) => !notPersonal.has(path) && !opened[named]?.includes(inItem(path)))).toEqual([]);
  });

  it.each(Object.entries(answers))('%s has no free text beside ids, links and words of ours', (of, schema) => {
    const found = leaves(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as Node);
    const free = found.filter(
      ({ node }) => (node.type === 'string' || node.type === undefined) && !node.format && !node.enum && node.const === undefined,
    );
    const words = free.filter(({ node }) => (node as { maxLength?: number }).maxLength !== 100);
    const named = words.map(({ path }) => inItem(path));
    expect(named.filter((path) => !knownFreeStrings.has(path) && !opened[of]?.includes(path))).toEqual([]);
  });

  it('has the refused commands of a process in its own answer alone, and as optional', () => {
    const shared = {
      ...{
        id: exampleId,
        type: 'company',
        state: 'verified',
        version: 1,
        policyVersion: 1,
        subjectId: exampleId,
        companyKind: 'enterprise',
      },
      ...{ openedAt: '2030-01-01T00:00:00.000Z', updatedAt: '2030-01-01T00:00:00.000Z', deadlines: [], links: { self: '/v1/companies/1' } },
    };
    const takes = (refused?: object) => faces.company.answer.safeParse({ ...shared, allowed: [], ...(refused && { refused }) }).success;
    const late = { command: 'Verify', code: 'too-late' };
    expect([takes(), takes([]), takes([late]), takes([{ ...late, availableAt: '2030-01-01T00:00:00.000Z' }])]).toEqual(Array(4).fill(true));
    expect([takes([{ ...late, availableAt: 1 }]), takes([{ ...late, why: 'x' }])]).toEqual([false, false]);
    const pages = [contracts.approvalPage, ...ofFaces.flatMap(([, { list }]) => list?.page ?? [])];
    const listed = pages.flatMap((page) => leaves(z.toJSONSchema(page, { io: 'output', unrepresentable: 'any' }) as Node));
    expect(listed.filter(({ path }) => /\b(allowed|refused)\b/.test(path))).toEqual([]);
  });

  it('leaves nothing out of this test but the simulated messages', () => {
    const others = new Set(['nothing', 'purgeStep', 'messagesAnswer', ...Object.keys(answers)]);
    const schemas = Object.entries(contracts).filter(([, value]) => value instanceof z.ZodType);
    const untested = schemas.filter(([name, schema]) => !others.has(name) && examplesOf(schema as z.ZodType).length === 0);
    expect(untested.map(([name]) => name).filter((name) => !Object.hasOwn(parts, name))).toEqual([]);
  });
});

/** What callers send beside a body: a query, the parameters of a path, a body that the route describes. */
const parts: Readonly<Record<string, readonly [schema: z.ZodType, example: object]>> = {
  deviceParams: [contracts.deviceParams, { id: exampleId, deviceId: exampleId }],
  requestParams: [contracts.requestParams, { id: exampleId, requestId: exampleId }],
  apiKeyQuery: [contracts.apiKeyQuery, { pageSize: '2', client: 'payroll' }],
  ...Object.fromEntries(
    ofFaces.flatMap(([process, { list }]) =>
      list ? [[`query of ${process}`, [list.query, { pageToken: 'abc', companyId: exampleId }]]] : [],
    ),
  ),
  peopleQuery: [contracts.peopleQuery, { ids: `${exampleId},${exampleId}`, names: 'true' }],
  personQuery: [contracts.personQuery, { names: 'true' }],
  calendarQuery: [contracts.calendarQuery, { pageToken: 'abc', companyId: exampleId }],
  calendarVersionQuery: [contracts.calendarVersionQuery, { pageToken: 'abc' }],
  policyQuery: [contracts.policyQuery, { companyId: exampleId, matterType: 'registration' }],
  companyQuery: [contracts.companyQuery, { pageToken: 'abc' }],
  ofCompanyQuery: [contracts.ofCompanyQuery, { pageToken: 'abc' }],
  inviteQuery: [contracts.inviteQuery, { pageToken: 'abc', state: 'expired' }],
  reviewerQuery: [contracts.reviewerQuery, { pageToken: 'abc' }],
  riskAlertExportQuery: [contracts.riskAlertExportQuery, { cursor: 'abc', companyId: exampleId }],
  riskAlertQuery: [contracts.riskAlertQuery, { pageToken: 'abc', companyId: exampleId, state: 'open' }],
  delegationQuery: [contracts.delegationQuery, { pageToken: 'abc', as: 'delegate', companyId: exampleId, state: 'given' }],
  approvalQuery: [contracts.approvalQuery, { pageToken: 'abc', assignee: 'me', state: 'pending', dueBefore: '2030-01-01T00:00:00Z' }],
  inboxCountsQuery: [contracts.inboxCountsQuery, { companyId: exampleId, matterType: 'registration' }],
  accountAsOfQuery: [contracts.accountAsOfQuery, { asOf: '2025-01-01T00:00:00Z' }],
  deadlinesQuery: [contracts.deadlinesQuery, { pageToken: 'abc' }],
  simulateAccounts: [contracts.simulateAccounts, { accounts: [exampleId], spanDays: 1, observations: 'none' }],
  adoptAccountPolicy: [contracts.adoptAccountPolicy, { accounts: [exampleId], version: 1, reason: 'moved' }],
  capabilitiesQuery: [contracts.capabilitiesQuery, { context: exampleId }],
  timelineQuery: [contracts.timelineQuery, { pageToken: 'abc' }],
  takeCallback: [contracts.takeCallback(['made']), { reference: 'registration:1', outcome: 'refused', reason: 'closed' }],
  platformGrantQuery: [contracts.platformGrantQuery, { pageToken: 'abc', grant: 'auditor' }],
  namesQuery: [contracts.namesQuery, { accountId: exampleId }],
  nameParams: [contracts.nameParams, { identityId: exampleId }],
  departmentQuery: [contracts.departmentQuery, { pageToken: 'abc' }],
  inviteParams: [contracts.inviteParams, { id: exampleId, inviteId: exampleId }],
  positionParams: [contracts.positionParams, { id: exampleId, positionId: 'sales' }],
  positionQuery: [contracts.positionQuery, { pageToken: 'abc', state: 'offered' }],
  departmentParams: [contracts.departmentParams, { id: exampleId, departmentId: exampleId }],
  idParams: [contracts.idParams, { id: exampleId }],
  credentialParams: [contracts.credentialParams, { id: exampleId, credentialId: exampleId }],
  membershipParams: [contracts.membershipParams, { id: exampleId, companyId: exampleId }],
  taskParams: [contracts.taskParams, { id: exampleId, taskId: '1.1.1.1' }],
  stepParams: [contracts.stepParams, { id: exampleId, step: 'refundWallet' }],
  eventQuery: [contracts.eventQuery, { after: 'abc', types: 'CoolingOffEnded,PurgeStepCompleted' }],
  messagesQuery: [contracts.messagesQuery, { to: '+8613800138000' }],
  securityLogQuery: [contracts.securityLogQuery, { pageToken: 'abc' }],
  operatorTaskQuery: [contracts.operatorTaskQuery, { pageToken: 'abc' }],
};

const bodies: readonly (readonly [name: string, schema: z.ZodType])[] = [
  ...ofFaces.flatMap(([, face]) => Object.entries(face.bodies)),
  ...Object.entries(contracts).flatMap(([name, schema]) =>
    schema instanceof z.ZodType && examplesOf(schema).length > 0 ? [[name, schema] as const] : [],
  ),
];
function examplesOf(schema: z.ZodType): readonly object[] {
  return (schema.meta()?.['examples'] ?? []) as readonly object[];
}

const requests: readonly (readonly [name: string, schema: z.ZodType, example: object])[] = [
  ...bodies.flatMap(([name, schema]) => examplesOf(schema).map((example) => [name, schema, example] as const)),
  ...Object.entries(parts).map(([name, [schema, example]]) => [name, schema, example] as const),
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

  it('is refused where an event would keep it, and taken where it names what is there already or a value in the vault', () => {
    const managers = [`user:${exampleId}`];
    const approval = { matter: { type: 'document-export', id: exampleId }, managers, companyId: exampleId };
    expect([
      takes(faces.company.bodies.AddPosition, { positionId: long, title: 'Sales', template: 'sales' }),
      takes(faces.registration.bodies.WithdrawRegistration, { reason: { code: long } }),
    ]).toEqual([false, false]);
    expect([
      takes(faces.company.bodies.IssueInvite, { positionId: long, managers }),
      takes(faces.approval.bodies.OpenApproval, { ...approval, context: { [long]: 'x' } }),
    ]).toEqual([true, true]);
  });
});

describe('what requests may hold', () => {
  it.each(bodies)('%s has examples that together name each of its fields', (_, schema) => {
    const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
    expect([...new Set(examplesOf(schema).flatMap((example) => Object.keys(example)))].sort()).toEqual(Object.keys(properties).sort());
  });

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

  it('refuses blank text, and says so', () => {
    const { OpenRegistration, GiveProfile } = faces.registration.bodies;
    const [opening, profile] = [examplesOf(OpenRegistration)[0]!, examplesOf(GiveProfile)[0]!];
    expect(GiveProfile.safeParse({ ...profile, name: ' \u3000\t' }).error?.issues[0]).toMatchObject({
      path: ['name'],
      message: 'must not be blank',
    });
    expect(OpenRegistration.safeParse({ ...opening, phone: '  ' }).success).toBe(false);
  });

  it('lists the types of matter that callers may ask for', () => {
    const asked = Object.keys(matters).filter(mayBeAskedFor);
    expect(asked.filter((type) => !problems['matter-type-unknown'].detail.includes(type))).toEqual([]);
    const described = JSON.stringify(z.toJSONSchema(faces.approval.bodies.OpenApproval, { io: 'input' }));
    expect(asked.filter((type) => !described.includes(`ask for ${type}`))).toEqual([]);
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

  it('takes a member with his link, and nobody else with one', () => {
    const schema = faces.registration.bodies.OpenRegistration;
    const member = examplesOf(schema).find((example) => 'link' in example) as { link: object };
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

  it('takes at most 20 values of context, each of at most 500 characters', () => {
    const schema = faces.approval.bodies.OpenApproval;
    const [example] = examplesOf(schema);
    const takes = (values: number, length: number) =>
      schema.safeParse({ ...example, context: Object.fromEntries(Array.from({ length: values }, (_, n) => [`v${n}`, 'x'.repeat(length)])) })
        .success;
    expect([takes(20, 500), takes(21, 500), takes(20, 501), takes(1, 0)]).toEqual([true, false, false, false]);
    for (const context of [{ 'Not a word': 'x' }, { amount: 5 }, { inner: { x: 'x' } }, ['x'], 'x'])
      expect(schema.safeParse({ ...example, context }).success).toBe(false);
  });

  it('gives and lists a key with every scope and role that there is', () => {
    const key = { name: 'k', companies: 'platform', roles: ['service'], scopes: contracts.scopes };
    expect(contracts.createApiKey.safeParse(key).error).toBeUndefined();
    const listed = { keyId: 'k', note: 'k', client: 'k', companies: 'platform', state: 'active', createdAt: '2030-01-01T00:00:00.000Z' };
    const all = { ...listed, roles: contracts.roles, scopes: contracts.scopes };
    expect(contracts.listedKey.safeParse(all).error).toBeUndefined();
  });

  it('lends acting for people to services alone', () => {
    const key = { name: 'k', companies: 'platform', scopes: ['act-for'] };
    expect(contracts.createApiKey.safeParse({ ...key, roles: ['service'] }).success).toBe(true);
    expect(contracts.createApiKey.safeParse({ ...key, roles: ['service', 'operator'] }).success).toBe(false);
  });
});
