import { folding, rebuild } from '#engine';
import { migrate, openDatabase, verifyChain, type Database } from '#event-store';
import { projections } from '#read-models';
import {
  brokenPromises,
  formerDatabase,
  formerLives,
  formerRelease,
  install,
  lawbreakers,
  masterKeyOf,
  witness,
  type FormerLives,
  type FreshDatabase,
  type Installation,
  type Witness,
} from '#testing';

const former = formerRelease('0.1.0');
const { at, second } = former.companies;
const namesOf = (process: string, ...states: readonly string[]) =>
  Object.entries(former.lives).flatMap(([key, state]) =>
    key.startsWith(`${process}:`) && states.includes(state) ? [key.slice(process.length + 1)] : [],
  );

let urls: FreshDatabase;
let owner: Database;
let site: Installation;
let lives: FormerLives;
let seen: Witness;
let recordedBefore: unknown[];
let endedBefore: unknown[];

const recorded = () =>
  owner.query(`SELECT encode(hash, 'hex') AS hash FROM es.events WHERE global_pos <= $1 ORDER BY global_pos`, [
    former.sequences['es.global_pos'],
  ]);
const ended = (streams?: readonly unknown[]) =>
  owner.query<{ stream_id: string }>(
    `SELECT s.stream_id, p.status, s.ended_at FROM es.streams s JOIN rm.process p USING (stream_id)
     WHERE CASE WHEN $1::text[] IS NULL THEN s.ended_at IS NOT NULL ELSE s.stream_id = ANY ($1) END ORDER BY 1`,
    [streams ?? null],
  );

/** As the runbook says: migrations, rebuild, verify-chain, the programs, reconcile. Temporal is a new one. */
beforeAll(async () => {
  urls = await formerDatabase(former);
  owner = await openDatabase({ url: urls.ownerUrl, applicationName: 'upgrade', poolSize: 2, unhurried: true });
  [recordedBefore, endedBefore] = await Promise.all([recorded(), ended()]);
  await migrate({ url: urls.ownerUrl, embedded: true });
  await rebuild(owner, projections);
  site = await install({ MASTER_KEY_FILE: masterKeyOf(former.release) }, { database: urls });
  lives = formerLives(site, former);
  seen = await witness(site);
});
afterAll(async () => {
  await seen?.close();
  await owner?.close();
  await site?.close();
});

it('its record is intact after the migrations and a rebuild', async () => {
  expect((await verifyChain(owner, folding)).faults).toEqual([]);
  expect(await recorded()).toEqual(recordedBefore);
  expect(await ended()).toEqual(endedBefore);
});

describe('its lives, under the programs of today', () => {
  beforeAll(async () => {
    await site.start('simulator', 'api', 'worker');
    await site.run('apps/worker/src/reconcile.js', '--apply');
  });

  it('a call that it has answered gets the same answer', async () => {
    for (const { path, body, idempotencyKey, status, answer } of former.recordedCalls) {
      const again = await site.call('POST', path, { body, idempotencyKey, key: former.keys.operator });
      // The texts of a refusal belong to the release that speaks, its code to the record.
      const { title: _title, detail: _detail, ...recordedAnswer } = answer;
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([status, 'true']);
      expect(again.body).toMatchObject(recordedAnswer);
    }
  });

  it('codes that it has sent prove a phone, and undo a deregistration', async () => {
    await lives.goOn('draft with open code', 'provePhone');
    expect(await lives.show('registration', 'draft with open code')).toMatchObject({ state: 'active' });
    const code = await lives.journey.known.code(former.members['undo asked for']!.phone);
    const undone = await site.call('POST', `/v1/deregistrations/${lives.id('deregistration', 'undo asked for')}/revocation`, {
      key: former.keys.operator,
      body: { challengeId: former.challengeId, code },
    });
    expect(undone).toMatchObject({ status: 200, body: { state: 'revoked' } });
  });

  it('sealed values are unsealed for approvers', async () => {
    for (const name of ['half approved', 'export pending']) {
      const { status, body } = await lives.call('GET', `/v1/approvals/${lives.id('approval', name)}/dossier`, {
        actingFor: at.managers[0]!,
      });
      expect([status, JSON.stringify(body)]).toEqual([200, expect.stringContaining('Former Person')]);
    }
  });

  it('applicants go on from each step', async () => {
    const code = await lives.call('POST', `/v1/registrations/${lives.id('registration', 'draft opened')}/codes`);
    expect([code.status, code.body]).toEqual([201, expect.anything()]);
    await lives.goOn('draft opened', 'provePhone', at);
    for (const [name, from] of [
      ['draft with phone', 'recordSignIn'],
      ['draft that supersedes', 'recordSignIn'],
      ['draft with sign-in', 'giveProfile'],
      ['draft alone identified', 'submit'],
    ] as const)
      await lives.goOn(name, from);
    for (const name of ['draft identified', 'identity confirmed by a person', 'verifying', 'in flight'])
      await lives.goOn(name, 'submit', at);
    await lives.goOn('awaiting approval', 'decide', at);
    await lives.goOn('joins a second company', 'decide', second);
  });

  it('who has decided is counted, and cannot decide again', async () => {
    for (const name of ['half approved', 'export half approved']) {
      const decide = (person: string) =>
        lives.call('POST', `/v1/approvals/${lives.id('approval', name)}/decisions`, { actingFor: person, body: { decision: 'approve' } });
      expect(await decide(at.managers[0]!)).toMatchObject({ status: 409, body: { code: 'already-decided' } });
      expect(await decide(at.itAdmins[0]!)).toMatchObject({ status: 200, body: { state: 'approved' } });
    }
  });

  it('reviewers and operators settle what waits for them', async () => {
    const nobody = `/v1/registrations/${lives.id('registration', 'nobody reviews')}/review`;
    expect((await site.call('POST', nobody, { key: former.keys.operator })).status).toBe(200);
    for (const name of ['nobody reviews', 'reviewed by a person']) {
      await lives.take({ step: 'review', who: lives.applicant(name), person: former.reviewer, decision: 'approve' });
      await lives.goOn(name, 'submit', at);
    }
    for (const path of [
      `/v1/deregistrations/${lives.id('deregistration', 'purge blocked')}/steps/refundWallet/retry`,
      `/v1/registrations/${lives.id('registration', 'kept by the directory')}/directory-removal`,
    ])
      expect((await site.call('POST', path, { key: former.keys.operator })).status).toBe(200);
  });

  it('each comes to its end, and nothing is owed', async () => {
    await seen.quiet(60_000);
    // V2: accounts of the fifth version wait for 90 days without use.
    await lives.journey.advance('P170D');
    await seen.quiet(60_000);
    const joined = [...namesOf('registration', 'verifying', 'activating', 'draft', 'manual_review'), 'awaiting approval', 'half approved'];
    for (const name of joined) expect([name, (await lives.show('registration', name)).state]).toEqual([name, 'active']);
    const ends: Record<string, readonly string[]> = {
      registration: ['active', 'rejected', 'withdrawn', 'expired'],
      approval: ['approved', 'rejected', 'withdrawn', 'expired'],
      deregistration: ['closed', 'revoked'],
      account: ['active', 'reverify_required', 'purged', 'undone'],
    };
    const open = await seen.sql<{ type: string; status: string }>('SELECT type, status, stream_id FROM rm.process');
    expect(open.filter(({ type, status }) => ends[type] && !ends[type].includes(status))).toEqual([]);
    for (const left of ['es.streams WHERE next_due_at IS NOT NULL', `es.effects WHERE state IN ('owed', 'begun')`, 'es.wakes'])
      expect(await seen.sql(`SELECT * FROM ${left}`)).toEqual([]);
    expect(await seen.sql(`SELECT stream_id, kind FROM es.operator_tasks WHERE resolved_at IS NULL AND kind <> 'effect-failed'`)).toEqual(
      [],
    );
  });

  it('nothing that was over has moved, and nothing that was promised is broken', async () => {
    const before = endedBefore as { stream_id: string }[];
    expect(await ended(before.map(({ stream_id }) => stream_id))).toEqual(before);
    expect(await brokenPromises(urls)).toEqual([]);
    expect(await lawbreakers(urls)).toEqual([]);
  });

  it('no person gets a message twice, and no provider is asked again for what it has done', async () => {
    const done = await seen.sql<{ effect_id: string }>(`SELECT effect_id FROM es.effects WHERE state = 'done'`);
    const before = new Set(former.outside.calls.filter(({ status }) => status !== null && status < 300).map(({ key }) => key));
    const { calls, messages } = await seen.facts();
    const again = calls.filter(({ key }) => before.has(String(key))).map(({ key }) => String(key));
    // What it had begun and not finished is asked for again, under the same key.
    const begun = await owner.query<{ effect_id: string }>(`SELECT effect_id FROM es.effects WHERE attempts > 1`);
    expect(again.filter((key) => !begun.some(({ effect_id }) => effect_id === key))).toEqual([]);
    expect(done.length).toBeGreaterThan(before.size / 2);
    const texts = [...former.outside.messages, ...(messages as { to: string; text: string }[])].filter(
      ({ text }) => !/\b\d{6}\b/.test(text),
    );
    const times = ({ to, text }: (typeof texts)[number]) => texts.filter((each) => each.to === to && each.text === text).length;
    // Its two reminders read alike.
    expect(texts.filter((each) => times(each) > (each.text.startsWith('Reminder') ? 2 : 1))).toEqual([]);
  });

  it('numbers are free again for others once the cool-down is over', async () => {
    const account = await site.call('POST', '/v1/accounts', {
      key: former.keys.operator,
      body: { phone: former.members['retained']!.phone, name: 'Another Person' },
    });
    expect(account.status).toBe(201);
  });
});
