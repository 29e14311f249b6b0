import { randomUUID } from 'node:crypto';
import { createEffects } from '#activities';
import { scopes } from '#contracts';
import { inboxPolicy, minute } from '#domain';
import { type Ports, ProviderRefused, ProviderUnavailable } from '#providers';
import { freshDatabase } from './database';
import type { TestApi } from '../../../apps/api/src/testing/api';
import { askForApproval, newCompany } from '../../../apps/api/src/testing/approvals';
import { withApi } from '../../../apps/api/src/testing/with-api';
import { sendDigests } from '../../../apps/worker/src/digests';

type Message = TestApi['sent'][number];

let api: TestApi;
let service: string;
/** What the provider does with a message, beside taking it. */
let provider: (message: Message) => void;
let sent: Message[];
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));
beforeEach(() => {
  sent = [];
  provider = () => undefined;
});

const running = new AbortController().signal;
/** As every provider, it performs a key once. */
const messaging = {
  send: async (message: Message) => {
    provider(message);
    if (!sent.some(({ idempotencyKey }) => idempotencyKey === message.idempotencyKey)) sent.push(message);
  },
};
const round = () => sendDigests({ ...api.kernel, messaging }, running);
const to = (person: string) => sent.filter((message) => message.to === `user:${person}`).map(({ text }) => text);
const window = async (person: string) => {
  const [found] = await api.kernel.database.query<{ more: boolean; unreachable: string | null }>(
    `SELECT more, unreachable_for AS unreachable FROM iam.notice_windows JOIN iam.principals ON principal_id = person WHERE external_id = $1`,
    [`user:${person}`],
  );
  return found!;
};

/** Performs what this approval owes. */
async function tell(id: string): Promise<void> {
  const { engine, vault, commands, database } = api.kernel;
  const activities = createEffects({
    ...{ engine, vault, messaging },
    transaction: (work) => commands.transaction(work),
    documentOf: async () => undefined,
    rolesOf: async () => [],
    registrationsJoining: async () => [],
    casesOf: async () => [],
    rights: { accounts: async () => [], roles: async () => [] },
    ...({} as Omit<Ports, 'messaging'>),
  });
  const owed = await database.query<{ id: string; kind: string }>(
    `SELECT effect_id AS id, kind FROM es.effects WHERE stream_id = $1 AND state IN ('owed', 'begun')`,
    [`approval:${id}`],
  );
  for (const effect of owed) await activities[effect.kind]!(effect.id);
}
const outcome = async (id: string) =>
  (await api.kernel.database.query<{ state: string }>('SELECT state FROM es.effects WHERE stream_id = $1', [`approval:${id}`])).map(
    ({ state }) => state,
  );

async function asked(many: number) {
  const [manager, admin, requester] = [randomUUID(), randomUUID(), randomUUID()];
  const companyId = await newCompany(api, { itAdmins: [admin], companyAdmins: [requester] });
  const ids: string[] = [];
  for (let n = 0; n < many; n += 1)
    ids.push((await askForApproval(api, { companyId, managers: [manager] }, { key: service, person: requester })).body.id as string);
  return { manager, admin, requester, companyId, ids };
}
const decide = (id: string, person: string) =>
  api.call('POST', `/v1/approvals/${id}/decisions`, { key: service, person, body: { decision: 'approve' } });
const alone = inboxPolicy.noticesAlone;
const aWindow = inboxPolicy.digestMinutes * minute;

describe('notices to an approver', () => {
  it('come one by one, with what waits, until when and how to act; what comes soon after many is one digest', async () => {
    const { manager, ids } = await asked(alone + 4);
    for (const id of ids) await tell(id);
    expect(to(manager)).toHaveLength(alone);
    expect(to(manager)[0]).toMatch(
      /^The export of a document waits for your decision until .* UTC\. Open your approvals to approve or reject it\. Approval [0-9a-f-]{36}\.$/,
    );
    expect(await round()).toMatchObject({ sent: 0 });
    await api.advance(aWindow);
    expect(await round()).toMatchObject({ sent: 2, more: false });
    expect(to(manager).slice(alone)).toEqual([
      expect.stringMatching(
        /^14 matters wait for your decision, the first until .* UTC\. Open your approvals to approve or reject them\.$/,
      ),
    ]);
    expect(await round()).toMatchObject({ sent: 0 });
  });

  it('tell nobody of what is over: a digest counts what still waits, and is not sent where nothing does', async () => {
    const { manager, admin, ids } = await asked(alone + 2);
    for (const id of ids) await tell(id);
    for (const id of ids.slice(0, -1)) await decide(id, manager);
    for (const id of ids) await decide(id, admin);
    await api.advance(aWindow);
    expect(await round()).toMatchObject({ sent: 1, empty: 1 });
    expect(to(manager).at(-1)).toContain(`Approval ${ids.at(-1)}.`);
    expect(to(admin)).toHaveLength(alone);
    await decide(ids.at(-1)!, manager);
    // What comes afterwards is a notice of its own.
    expect((await window(admin)).more).toBe(false);
  });

  it('are never sent twice: a program that dies in the middle, and an answer that is lost', async () => {
    const { manager, ids } = await asked(alone + 1);
    provider = () => {
      throw new ProviderUnavailable('messaging');
    };
    await expect(tell(ids[0]!)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    provider = () => undefined;
    for (const id of ids) await tell(id);
    expect(to(manager)).toHaveLength(alone);
    await api.advance(aWindow);
    let lost = 0;
    provider = (message) => {
      if (message.to !== `user:${manager}` || lost > 0) return;
      lost += 1;
      sent.push(message);
      throw new ProviderUnavailable('messaging');
    };
    expect(await round()).toMatchObject({ failed: 1 });
    expect(await round()).toMatchObject({ sent: 0, failed: 0 });
    await api.kernel.database.query('UPDATE iam.notice_windows SET lease_until = clock_timestamp() WHERE digest IS NOT NULL');
    await Promise.all([round(), round()]);
    expect(to(manager)).toHaveLength(alone + 1);
  });

  it('that come while a digest is sent are in the next one', async () => {
    const { manager, ids, companyId, requester } = await asked(alone + 1);
    for (const id of ids) await tell(id);
    await api.advance(aWindow);
    const late = (await askForApproval(api, { companyId, managers: [manager] }, { key: service, person: requester })).body.id as string;
    const { database } = api.kernel;
    const digest = await database.query<{ id: string }>('SELECT person AS id FROM iam.notice_windows WHERE more');
    expect(digest.length).toBeGreaterThan(0);
    await tell(late);
    await round();
    await tell((await askForApproval(api, { companyId, managers: [manager] }, { key: service, person: requester })).body.id as string);
    expect(to(manager)).toHaveLength(alone + 1);
    await api.advance(aWindow);
    await round();
    expect(to(manager).at(-1)).toMatch(/^13 matters wait/);
  });

  it('do not fail because a number is away: the person is recorded as not reachable, and the others are told', async () => {
    const { manager, admin, ids } = await asked(1);
    provider = ({ to: whom }) => {
      if (whom === `user:${manager}`) throw new ProviderRefused('messaging', 'number-away');
    };
    await tell(ids[0]!);
    expect(to(admin)).toHaveLength(1);
    expect(await outcome(ids[0]!)).toEqual(['done']);
    expect((await window(manager)).unreachable).toBe('number-away');
    expect((await api.call('GET', `/v1/operator-tasks?process=approval:${ids[0]}`)).body.items).toEqual([]);
  });

  it('go to a person once, whatever id they were named by', async () => {
    const { companyId, requester } = await asked(0);
    const [suite, account] = [randomUUID(), (await api.newAccount('+8613800139921')).id];
    const id = (await askForApproval(api, { companyId, managers: [suite, account] }, { key: service, person: requester })).body
      .id as string;
    await api.kernel.database.query(
      `INSERT INTO iam.aliases (alias, person) SELECT a.principal_id, p.principal_id FROM iam.principals a, iam.principals p
       WHERE a.external_id = $1 AND p.external_id = $2`,
      [`user:${suite}`, `user:${account}`],
    );
    await tell(id);
    expect(to(account)).toHaveLength(1);
    expect(to(suite)).toEqual([]);
  });

  it('that the provider refuses to all are an operator’s task, until one of them is reached', async () => {
    const { manager, admin, ids } = await asked(1);
    const [id] = ids as [string];
    const tasks = async () =>
      (await api.call('GET', `/v1/operator-tasks?state=open&process=approval:${id}`)).body.items.map(
        ({ kind }: { kind: string }) => kind,
      ) as string[];
    provider = ({ to: person }) => {
      if (person === `user:${manager}`) throw new ProviderRefused('messaging', 'number-away');
    };
    await tell(id);
    expect(await tasks()).toEqual([]);
    provider = () => {
      throw new ProviderRefused('messaging', 'number-away');
    };
    await api.advance(24 * 60 * minute);
    await api.kernel.engine.fireDeadline(`approval:${id}`, 'RemindApprovers');
    await tell(id);
    expect(await tasks()).toEqual(['approver-never-seen', 'approver-never-seen', 'approvers-unreachable']);
    provider = () => undefined;
    await api.advance(24 * 60 * minute);
    await api.kernel.engine.fireDeadline(`approval:${id}`, 'RemindApprovers');
    await tell(id);
    expect([await tasks(), to(admin).length]).toEqual([['approver-never-seen', 'approver-never-seen'], 2]);
  });
});
