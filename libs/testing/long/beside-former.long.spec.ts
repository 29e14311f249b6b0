import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { comesAlone, HttpDriver, joinsCompany, madeUpApplicant, madeUpPhone, type Applicant, type Company } from '#journey';
import { migrate } from '#event-store';
import {
  brokenPromises,
  formerDatabase,
  formerRelease,
  freshNamespace,
  install,
  lawbreakers,
  masterKeyOf,
  simulatedWorld,
  witness,
  type Call,
  type FreshDatabase,
  type Installation,
  type Witness,
} from '#testing';

const former = formerRelease('0.1.0');
const repository = process.env['TENURE_FORMER_REPOSITORY']!;
const { at } = former.companies;
const atOnce = 6;
let requester: string;

let database: FreshDatabase;
let today: Installation;
let before: Installation;
let seen: Witness;
/** What a call got from each, where it was not taken. */
const refused: Record<string, number> = {};

beforeAll(async () => {
  [database] = await Promise.all([formerDatabase(former)]);
  await migrate({ url: database.ownerUrl, embedded: true });
  const namespace = await freshNamespace();
  const MASTER_KEY_FILE = masterKeyOf(former.release);
  today = await install({ MASTER_KEY_FILE }, { database, namespace });
  const secretOf = (provider: string) => join(today.environment['PROVIDERS_DIR']!, 'callbacks', provider, 'callback-secret');
  const settings = {
    MASTER_KEY_FILE,
    PROVIDERS_URL: today.simulatorUrl,
    IDENTITY_REGISTRY_CALLBACK_SECRET_FILE: secretOf('identity-registry'),
    DIRECTORY_CALLBACK_SECRET_FILE: secretOf('directory'),
  };
  const programs = { repository, operatorKey: former.keys.operator };
  const noDrop = { ...database, drop: async () => undefined };
  before = await install(settings, { database: noDrop, namespace, programs });
  seen = await witness(today);
  await today.start('simulator');
  const [member] = await seen.sql<{ id: string }>(
    `SELECT id FROM rm.process WHERE type = 'account' AND status = 'active' AND cardinality(companies) > 0 ORDER BY id LIMIT 1`,
  );
  requester = member!.id;
});
afterAll(async () => {
  await seen?.close();
  await before?.close();
  await today?.close();
});

/** The former release does not know people from outside by that word. */
const asBefore = (body: unknown): unknown =>
  body === undefined ? body : JSON.parse(JSON.stringify(body).replaceAll('"outside:', '"user:'));

const isPassing = (status: number) => status < 500 && status !== 429;

/** Callers do not know which release answers. One that cannot answer now is asked again, as any 503 asks for. */
function caller(sites: readonly Installation[]): HttpDriver<Call> {
  const world = simulatedWorld(today.simulatorUrl);
  let turn = Math.floor(Math.random() * sites.length);
  const send = async (method: string, path: string, options: Parameters<Installation['call']>[2]): Promise<Call> => {
    const idempotencyKey = randomUUID();
    let answer!: Call;
    for (let tries = 0; tries < 20; tries += 1) {
      const site = sites[(turn += 1) % sites.length]!;
      answer = await site.call(method, path, { ...options, ...(site === before && { body: asBefore(options?.body) }), idempotencyKey });
      if (isPassing(answer.status)) return answer;
      const who = site === today ? 'today' : 'former';
      const what = `${who} ${answer.status} ${String(answer.body.code)} ${method} ${path.replaceAll(/[0-9a-f-]{36}/g, 'id')}`;
      refused[what] = (refused[what] ?? 0) + 1;
    }
    return answer;
  };
  return new HttpDriver<Call>(
    ({ method, path, body, by, headers = {} }) =>
      send(method, path, {
        ...(body && { body }),
        headers,
        key: by === 'operator' ? former.keys.operator : former.keys.service,
        ...(typeof by === 'object' && { actingFor: by.person }),
      }),
    { code: (phone) => world.code(phone) },
    former.ids,
  );
}

type Life = (journey: HttpDriver<Call>, who: Applicant, company: Company) => Promise<void>;

const joins: Life = async (journey, who, company) => {
  for (const step of joinsCompany(who, company)) {
    await settled(journey, who);
    await journey.take(step);
  }
};
const settled = async (journey: HttpDriver<Call>, { registration }: Applicant) => {
  if (`registration:${registration}` in journey.ids()) await journey.leaves('registration', registration, ['verifying']);
};

const lives: Readonly<Record<string, Life>> = {
  joins,
  'joins, and leaves': async (journey, who, company) => {
    await joins(journey, who, company);
    await journey.leaves('registration', who.registration, ['activating']);
    await journey.show('registration', who.registration);
    await journey.take({ step: 'requestDeregistration', account: who.registration, deregistration: who.registration });
  },
  'comes alone': async (journey, who) => {
    for (const step of comesAlone(who)) {
      await settled(journey, who);
      await journey.take(step);
    }
  },
  'withdraws while two people look': async (journey, who, company) => {
    for (const step of joinsCompany(who, company)) {
      await settled(journey, who);
      if (step.step === 'decide') break;
      await journey.take(step);
    }
    await journey.take({ step: 'withdraw', who });
  },
  'is rejected': async (journey, who, company) => {
    for (const step of joinsCompany(who, company)) {
      await settled(journey, who);
      if (step.step === 'decide') break;
      await journey.take(step);
    }
    await journey.take({ step: 'decide', who, person: company.itAdmins[0]!, decision: 'reject' });
  },
  'leaves, and comes back': async (journey, { registration: account, phone, fullName }) => {
    await journey.take({ step: 'takeInAccount', account, phone, fullName });
    await journey.take({ step: 'requestDeregistration', account, deregistration: account });
    await journey.take({ step: 'undoDeregistration', deregistration: account, phone });
  },
  leaves: async (journey, { registration: account, phone, fullName }) => {
    await journey.take({ step: 'takeInAccount', account, phone, fullName });
    await journey.take({ step: 'requestDeregistration', account, deregistration: account });
  },
};

/**
 * Some of each life, six people at once. `reviewedBy`: release 0.1.0 calls a review expired that a release without an
 * expiry has opened, and so its reviewers wait for the end of the upgrade.
 */
async function crowd(stage: string, sites: readonly Installation[], times: number, reviewedBy = sites): Promise<void> {
  const people = Object.entries(lives).flatMap(([name, live]) =>
    Array.from({ length: times }, (_, n) => [`${stage}: ${name} ${n}`, live] as const),
  );
  const left = people.values();
  const queue = async () => {
    for (const [name, live] of left) await live(caller(sites), { ...madeUpApplicant(name, 'Former Person'), phone: madeUpPhone() }, at);
  };
  await Promise.all(Array.from({ length: atOnce }, queue));
  await reviewed(`${stage}: is reviewed`, reviewedBy);
  await exported(sites);
}

/** The registry does not confirm this person, one of two reviewers does: nobody else is checked meanwhile. */
async function reviewed(name: string, sites: readonly Installation[]): Promise<void> {
  const [journey, world] = [caller(sites), simulatedWorld(today.simulatorUrl)];
  const who = { ...madeUpApplicant(name, 'Former Person'), phone: madeUpPhone() };
  const steps = joinsCompany(who, at);
  for (const step of steps.slice(0, 3)) await journey.take(step);
  // By no number of calls: a worker may ask more than once about one profile.
  await world.breaks('identity-checks', { mode: 'unconfirmed' });
  for (let tries = 0; tries < 4; tries += 1) {
    await journey.take({ step: 'giveProfile', who });
    await settled(journey, who);
  }
  await world.heals();
  await journey.take({ step: 'review', who, person: former.reviewer, decision: 'approve' });
  for (const step of steps.slice(4)) await journey.take(step);
}

/** An approval that no process waits for, whose texts are erased later where a release of today has opened it. */
async function exported(sites: readonly Installation[]): Promise<void> {
  for (const [n, site] of sites.entries()) {
    const key = former.keys.service;
    const body = {
      matter: { type: 'document-export', id: randomUUID() },
      companyId: former.ids['company:Former'],
      managers: [`${site === today ? 'outside' : 'user'}:${at.managers[0]!}`],
      context: { why: 'Former Person asks' },
    };
    const opened = await site.call('POST', '/v1/approvals', { key, body, actingFor: requester });
    expect([opened.status, opened.body.code]).toEqual([201, undefined]);
    for (const [m, person] of [at.managers[0]!, at.itAdmins[0]!].entries()) {
      const other = sites[(n + m) % sites.length]!;
      const decided = await other.call('POST', `/v1/approvals/${String(opened.body.id)}/decisions`, {
        key,
        actingFor: person,
        body: { decision: 'approve' },
      });
      expect([other === today, decided.status, decided.body.code]).toEqual([other === today, 200, undefined]);
    }
  }
}

/** What both say of everything, as lists. */
async function lists(sites: readonly Installation[]): Promise<void> {
  for (const site of sites)
    for (const noun of ['registrations', 'accounts', 'deregistrations']) {
      const { status, body } = await site.call('GET', `/v1/${noun}?pageSize=50`, { key: former.keys.operator });
      expect([noun, status, body.code]).toEqual([noun, 200, undefined]);
    }
}

const restless = () =>
  seen.sql(
    `SELECT effect_id AS it, kind, state, attempts FROM es.effects WHERE state IN ('owed', 'begun') UNION ALL SELECT stream_id, reason, '', 0 FROM es.wakes`,
  );

/**
 * Tasks that failed for another reason than a signal beside an end. A worker of 0.1.0 shows no review without an end,
 * in no history at all: it fails each task of one before any command, and a worker of this release takes the next try.
 */
async function failedTasks(): Promise<unknown[]> {
  const endless = await seen.sql<{ it: string }>(
    `SELECT stream_id AS it FROM es.events WHERE type = 'ApprovalOpened' AND NOT data ? 'expiresAt'`,
  );
  const failed: unknown[] = [];
  for await (const { workflowId, runId } of seen.client.workflow.list()) {
    const { events } = await seen.client.workflow.getHandle(workflowId, runId).fetchHistory();
    for (const { workflowTaskFailedEventAttributes: failure } of events ?? []) {
      if (!failure || [1, 17].includes(Number(failure.cause))) continue;
      const [message, by] = [failure.failure?.message, failure.identity?.includes('tenure-worker/') ? 'today' : 'former'];
      const isUnshown = message === 'Invalid time value' && by === 'former' && endless.some(({ it }) => it === workflowId);
      if (!isUnshown) failed.push([workflowId, by, failure.cause, message]);
    }
  }
  return failed;
}

describe('an upgrade in the order of the runbook, with callers all the while', () => {
  it('the former programs go on beside the new schema', async () => {
    await before.start('api', 'worker');
    await today.run('apps/worker/src/reconcile.js', '--apply');
    await crowd('former alone', [before], 2);
  });

  it('both APIs answer, while the worker of the former release acts', async () => {
    await today.start('api');
    await crowd('two APIs', [before, today], 2);
    await lists([before, today]);
  });

  it('both workers act on what both APIs record', async () => {
    await today.start('worker');
    await crowd('all four', [before, today], 4, [today]);
    await lists([before, today]);
  });

  it('the new ones go on alone, and a purge of what all of them have recorded is whole', async () => {
    await before.stop('api');
    await before.stop('worker');
    await crowd('today alone', [today], 2);
    await today.run('apps/worker/src/reconcile.js', '--apply');
    // What lives of the release left for an operator.
    const blocked = `/v1/deregistrations/${former.ids['deregistration:purge blocked']!}/steps/refundWallet/retry`;
    expect((await today.call('POST', blocked, { key: former.keys.operator })).status).toBe(200);
    await seen.quiet(90_000);
    await caller([today]).advance('P70D');
    await seen.quiet(90_000);
    expect(await restless()).toEqual([]);
  });

  it('nothing is lost, nothing is recorded twice, and no promise is broken', async () => {
    expect(await lawbreakers(database)).toEqual([]);
    expect(await brokenPromises(database)).toEqual([]);
    const open = await seen.sql(
      `SELECT stream_id, status FROM rm.process WHERE (type = 'deregistration' AND status NOT IN ('closed', 'revoked')) OR (type = 'account' AND status IN ('opening', 'frozen'))
       OR (type = 'registration' AND status NOT IN ('active', 'rejected', 'withdrawn', 'expired', 'draft', 'manual_review')) OR (type = 'approval' AND status = 'pending')`,
    );
    expect(open).toEqual([]);
    const { messages } = await seen.facts();
    const texts = (messages as { to: string; text: string }[])
      .filter(({ text }) => !/\b\d{6}\b/.test(text))
      .map(({ to, text }) => `${to} ${text}`);
    const times = (text: string) => texts.filter((each) => each === text).length;
    expect(texts.filter((text) => times(text) > (text.includes(' Reminder') ? 2 : 1))).toEqual([]);
  });

  it('no workflow failed a task because another release has begun it', async () => {
    expect(await failedTasks()).toEqual([]);
  });

  it('no caller was left without an answer', () => {
    expect(refused).toEqual({});
  });
});
