import { randomUUID } from 'node:crypto';
import { accept, processOf as ofProduct, type CommandOf, type Event, type Process } from '#domain';
import { testEngine, type TestEngine } from '#testing';

type AlertCommand = { type: 'WatchApplicant' | 'RaiseAlert' };

/** What the verification of people will bring: a stream that watches an applicant, and alerts that are raised in it. */
const riskAlert: Process<{ status: string }, Event, AlertCommand> = {
  type: 'risk-alert',
  workflow: false,
  policyVersion: () => 1,
  initial: { status: 'none' },
  evolve: (_, { type }) => ({ status: type === 'AlertRaised' ? 'open' : 'watched' }),
  needs: () => ({}),
  decide: (_, { type }) => accept({ type: type === 'RaiseAlert' ? 'AlertRaised' : 'ApplicantWatched' }),
  due: () => [],
  owed: () => [],
  effectKinds: [],
  troubles: () => [],
  troubleKinds: [],
  allowed: () => [],
  origins: { WatchApplicant: 'caller', RaiseAlert: 'caller' },
  status: ({ status }) => status,
  outcome: () => undefined,
  passing: [],
  minor: [],
  columns: () => ({}),
  view: () => ({}),
};

/** Stands for the registration that goes on when the rule has approved it. */
const applying = {
  ...riskAlert,
  type: 'registration',
  evolve: () => ({ status: 'active' }),
  decide: () => accept({ type: 'OutcomeRecorded' }),
  origins: { RecordApprovalOutcome: 'reaction' },
};
const scripted: Readonly<Record<string, unknown>> = { 'risk-alert': riskAlert, registration: applying };

let test: TestEngine;
beforeAll(async () => {
  const processOf = (type: string) => (scripted[type] as Process | undefined) ?? ofProduct(type);
  test = await testEngine({ processOf, projections: [] });
});
afterAll(() => test?.close());

const execute = async (process: string, id: string, command: unknown) => {
  const { answer } = await test.engine.execute(
    { process: process as 'account', id, command: command as never, caller: test.caller() },
    ({ state }) => state.status,
  );
  return answer.ok ? (answer.body as string) : answer.problem.code;
};
const open = (company: string, id: string, alertId: string): Promise<string> =>
  execute('approval', id, {
    type: 'OpenApproval',
    ...{ matter: { type: 'registration', id }, companyId: company },
    ...{ subjectId: randomUUID(), requestedBy: randomUUID(), managers: [randomUUID()], roleStreams: { 'it-admin': itAdmins } },
    applicant: { position: randomUUID(), autoApprove: true, device: 'genuine', identity: 'confirmed', alertId },
  } satisfies CommandOf<'approval'>);
const itAdmins = randomUUID();

describe('a rule that approves without people, while a risk alert is raised (P2)', () => {
  it('knows of each alert that was there before: it approves before the alert, or people decide after it', async () => {
    const company = randomUUID();
    await execute('company', company, { type: 'TakeInCompany', companyId: company, companyKind: 'enterprise' });
    await execute('role', itAdmins, { type: 'GrantRole', companyId: company, role: 'it-admin', principalId: randomUUID() });
    const seen = new Set<string>();
    for (let n = 0; n < 40; n += 1) {
      const [id, alertId] = [randomUUID(), randomUUID()];
      await execute('risk-alert', alertId, { type: 'WatchApplicant' });
      const raise = () => execute('risk-alert', alertId, { type: 'RaiseAlert' });
      const both = n % 2 === 0 ? [raise(), open(company, id, alertId)] : [open(company, id, alertId), raise()];
      await Promise.all(both);
      const events = await test.database.query<{ type: string; data: { suspended?: { by: string[] } } }>(
        'SELECT type, data FROM es.events WHERE stream_id = ANY ($1) ORDER BY global_pos',
        [[`approval:${id}`, `risk-alert:${alertId}`]],
      );
      const types = events.map(({ type }) => type);
      const alertFirst = types.indexOf('AlertRaised') < types.indexOf('ApprovalOpened');
      const isSuspended = events.some(({ data }) => data.suspended?.by.includes('risk-alert'));
      expect([types.includes('ApprovalApproved'), isSuspended]).toEqual([!alertFirst, alertFirst]);
      seen.add(alertFirst ? 'the alert first' : 'the rule first');
    }
    expect([...seen].sort()).toEqual(['the alert first', 'the rule first']);
  });
});
