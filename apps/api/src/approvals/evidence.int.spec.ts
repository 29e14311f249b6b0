import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from '#testing';
import type { Answer, TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { applicant, approved, inviting, post as postTo, shown, verified, type Inviting } from '../testing/registrations';
import { withApi } from '../testing/with-api';

const hour = 3_600_000;
const people = (count: number) => Array.from({ length: count }, () => randomUUID());

let api: TestApi;
let service: string;
let companyId: string;
const [manager, admin, requester, stranger, colleague] = people(5) as [string, string, string, string, string];
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => {
  service = await api.newKey(['service'], scopes);
  companyId = await newCompany(api, { itAdmins: [admin], companyAdmins: [requester, colleague] });
  await newCompany(api, { itAdmins: [stranger] });
});

const as = (person: string, idempotencyKey: string = randomUUID()) => ({ key: service, person, idempotencyKey });
const ask = async (): Promise<string> => (await askForApproval(api, { companyId, managers: [manager] }, as(requester))).body.id as string;
const post = (id: string, what: string, person: string, body: object = {}, key?: string) =>
  api.call('POST', `/v1/approvals/${id}/${what}`, { ...as(person, key), body });
const get = (id: string, what: string, person: string) => api.call('GET', `/v1/approvals/${id}${what}`, { key: service, person });
const show = async (id: string) => (await api.call('GET', `/v1/approvals/${id}`)).body;
const request = { items: [{ kind: 'photo' }], message: 'Canary asks for a photo' };
const requested = (id: string, person = manager, body: object = request) => post(id, 'evidence-requests', person, body);
const piece = { kind: 'photo', store: 'files', ref: 'evidence/7f3a', hash: `sha256:${'0f'.repeat(32)}` };
const given = (id: string, person = requester, items: object[] = [piece]) => post(id, 'evidence', person, { items });
const approve = (id: string, person: string) => post(id, 'decisions', person, { decision: 'approve' });
const reject = (id: string, person: string) => post(id, 'decisions', person, { decision: 'reject', reason: { code: 'not-needed' } });
const refusedWith = (status: number, code: string, more: object = {}) => ({ status, body: { code, ...more } });
const dueAtOf = async (id: string): Promise<number[]> => {
  const rows = await api.kernel.database.query<{ due_at: Date }>('SELECT due_at FROM rm.pending_approvals WHERE approval_id = $1', [id]);
  return rows.map(({ due_at }) => due_at.getTime());
};
const sealedNow = async (id: string) =>
  JSON.stringify(await api.kernel.database.query('SELECT data, meta FROM es.events WHERE stream_id = $1', [`approval:${id}`]));

describe('a request for evidence (V8)', () => {
  it('stops the clock, says what is owed and until when, and keeps its words sealed', async () => {
    const id = await ask();
    const { expiresAt } = await show(id);
    const answer = await requested(id);
    expect(answer).toMatchObject({
      status: 200,
      body: { state: 'evidence_requested', clock: 'paused', evidence: [{ state: 'owed', items: [{ kind: 'photo' }] }] },
    });
    const shown = await show(id);
    expect(shown.deadlines).toMatchObject([{ command: 'ExpireEvidenceRequest', dueAt: shown.evidence[0].expiresAt }]);
    expect(Date.parse(shown.expiresAt)).toBeGreaterThan(Date.parse(expiresAt));
    expect(await dueAtOf(id)).toEqual(Array(2).fill(Date.parse(shown.expiresAt)));
    expect(JSON.stringify(shown) + (await sealedNow(id))).not.toContain('Canary');
    for (const reader of [requester, manager])
      expect((await get(id, '/evidence-requests', reader)).body.items).toMatchObject([{ message: request.message, state: 'owed' }]);
    expect(await get(id, '/evidence-requests', stranger)).toMatchObject({ status: 404 });
    expect((await get(id, '/dossier', admin)).body).toMatchObject({ evidence: [{ message: request.message }] });
    const inbox = await api.call('GET', '/v1/approvals?assignee=me', { key: service, person: manager });
    expect(inbox.body.items).toContainEqual(expect.objectContaining({ id, state: 'evidence_requested' }));
  });

  it('keeps everybody from approving, and nobody from rejecting, cancelling or withdrawing', async () => {
    const [id, cancelled, withdrawn] = [await ask(), await ask(), await ask()];
    for (const each of [id, cancelled, withdrawn]) await requested(each);
    expect(await approve(id, admin)).toMatchObject(refusedWith(409, 'awaiting-evidence'));
    expect(await requested(id, admin)).toMatchObject(refusedWith(409, 'evidence-requested-already'));
    expect(await reject(id, admin)).toMatchObject({ status: 200, body: { state: 'rejected' } });
    const { requestId } = (await show(cancelled)).evidence[0];
    const cancel = (person: string) => post(cancelled, `evidence-requests/${requestId}/cancellation`, person);
    expect(await cancel(requester)).toMatchObject(refusedWith(403, 'self-approval'));
    expect(await cancel(admin)).toMatchObject({ status: 200, body: { state: 'pending', evidence: [{ state: 'cancelled' }] } });
    expect(await cancel(admin)).toMatchObject(refusedWith(409, 'evidence-not-requested'));
    expect(await post(withdrawn, 'withdrawal', requester)).toMatchObject({
      status: 200,
      body: { state: 'withdrawn', evidence: [{ state: 'closed' }] },
    });
  });

  it('is refused with its code for what no request may ask', async () => {
    const id = await ask();
    expect(await requested(id, manager, { items: [{ kind: 'blood' }] })).toMatchObject(
      refusedWith(422, 'evidence-kind-unknown', { unmet: ['blood'] }),
    );
    expect(await requested(id, manager, { ...request, expiresIn: 'P8D' })).toMatchObject(
      refusedWith(422, 'evidence-time-invalid', { limit: 7 }),
    );
    expect(await requested(id, manager, { items: [] })).toMatchObject(refusedWith(422, 'invalid-request'));
    expect(await requested(id, manager, { ...request, message: 'x'.repeat(10_240) })).toMatchObject(refusedWith(422, 'invalid-request'));
    expect(await requested(id, requester)).toMatchObject(refusedWith(403, 'self-approval'));
    expect(await requested(id, stranger)).toMatchObject({ status: 404 });
    expect(await show(id)).toMatchObject({ state: 'pending', version: 1 });
  });

  it('of two approvers at once one is taken; a fourth one is refused', async () => {
    const id = await ask();
    const answers = await Promise.all([requested(id, manager), requested(id, admin)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    for (const _ of [2, 3]) {
      expect(await given(id)).toMatchObject({ status: 200 });
      expect(await requested(id)).toMatchObject({ status: 200 });
    }
    await given(id);
    expect(await requested(id)).toMatchObject(refusedWith(409, 'repeated-too-often', { limit: 3 }));
  });
});

describe('evidence', () => {
  it('comes by reference and resumes the clock: everything planned is later by the pause', async () => {
    const id = await ask();
    const before = await show(id);
    await requested(id);
    await api.advance(5 * hour);
    const answer = await given(id);
    expect(answer).toMatchObject({ status: 200, body: { state: 'pending', clock: 'running', evidence: [{ state: 'given' }] } });
    const after = await show(id);
    const [asked, ended] = [Date.parse(after.evidence[0].requestedAt), Date.parse(after.evidence[0].endedAt)];
    const moved = (body: Answer['body']) => (body.deadlines as { dueAt: string }[]).map(({ dueAt }) => Date.parse(dueAt));
    expect(ended - asked).toBeGreaterThanOrEqual(5 * hour);
    expect(moved(after)).toEqual(moved(before).map((at) => at + ended - asked));
    expect(Date.parse(after.expiresAt)).toBe(Date.parse(before.expiresAt) + ended - asked);
    expect(await dueAtOf(id)).toEqual(Array(2).fill(Date.parse(after.expiresAt)));
    expect((await get(id, '/dossier', manager)).body.evidence).toMatchObject([{ evidence: [piece], message: request.message }]);
    expect(await sealedNow(id)).not.toContain('7f3a');
    expect(await given(id)).toMatchObject(refusedWith(409, 'evidence-not-requested'));
    expect(await approve(id, manager)).toMatchObject({ status: 200 });
  });

  it('is sealed with all that is written beside it in the class of reasons, which every erasure of an approval takes along', async () => {
    const id = await ask();
    await requested(id);
    await given(id);
    await post(id, 'comments', manager, { text: 'Canary' });
    const { subjectId } = await show(id);
    const sealed = await api.kernel.database.query('SELECT DISTINCT data_class AS "of" FROM vault.subject_data WHERE subject_id = $1', [
      subjectId,
    ]);
    expect(sealed).toEqual([{ of: 'reasons' }]);
  });

  it('is answered once for one key, also when it is repeated after the clock went on', async () => {
    const id = await ask();
    await requested(id);
    const key = randomUUID();
    const first = await post(id, 'evidence', requester, { items: [piece] }, key);
    expect(await post(id, 'evidence', requester, { items: [piece] }, key)).toMatchObject({ status: 200, body: first.body });
  });

  it.each([
    ['a data URL', 'data:image/png;base64,iVBORw0KGgo='],
    ['base64', 'iVBORw0KGgo'.repeat(20)],
    ['ten kilobytes of anything', 'not a name '.repeat(1_000)],
  ])('is never the evidence itself: %s', async (_, ref) => {
    const id = await ask();
    await requested(id);
    const answer = await given(id, requester, [{ ...piece, ref }]);
    expect(answer).toMatchObject(refusedWith(422, 'raw-evidence-refused'));
    expect(JSON.stringify(answer.body)).not.toContain(ref.slice(0, 20));
    expect(await show(id)).toMatchObject({ state: 'evidence_requested' });
  });

  it('comes from the requester alone, is complete, and answers a request that waits', async () => {
    const id = await ask();
    expect(await given(id)).toMatchObject(refusedWith(409, 'evidence-not-requested'));
    await requested(id);
    expect(await given(id, manager)).toMatchObject(refusedWith(403, 'not-the-requester'));
    expect(await given(id, stranger)).toMatchObject({ status: 404 });
    expect(await given(id, requester, [{ ...piece, kind: 'statement' }])).toMatchObject(
      refusedWith(422, 'evidence-incomplete', { unmet: ['photo'] }),
    );
    expect(await given(id, requester, [{ ...piece, hash: 'md5:1' }])).toMatchObject(refusedWith(422, 'invalid-request'));
    const another = await post(id, 'evidence', requester, { requestId: randomUUID(), items: [piece] });
    expect(another).toMatchObject(refusedWith(409, 'evidence-not-requested'));
  });

  it('that does not come in time ends the approval; nothing is accepted from the very instant on', async () => {
    const id = await ask();
    await requested(id);
    await api.advance(7 * 24 * hour);
    for (const late of [given(id), approve(id, admin), reject(id, admin)]) expect(await late).toMatchObject({ status: 409 });
    await api.kernel.engine.fireDeadline(`approval:${id}`, 'ExpireEvidenceRequest');
    expect(await show(id)).toMatchObject({ state: 'expired', decidedBy: { kind: 'timer', id: 'ExpireEvidenceRequest' } });
    expect(await dueAtOf(id)).toEqual([]);
  });
});

describe('the people of an approval', () => {
  it('write comments that the dossier shows, sealed, and no longer than a page', async () => {
    const id = await ask();
    expect(await post(id, 'comments', manager, { text: 'Canary says wait' })).toMatchObject({
      status: 200,
      body: { comments: 1, version: 1 },
    });
    expect(await post(id, 'comments', requester, { text: 'Canary waits' })).toMatchObject({ status: 200, body: { comments: 2 } });
    expect(await post(id, 'comments', stranger, { text: 'Canary' })).toMatchObject({ status: 404 });
    expect(await post(id, 'comments', manager, { text: 'x'.repeat(10_240) })).toMatchObject(refusedWith(422, 'invalid-request'));
    expect((await get(id, '/dossier', admin)).body.comments).toMatchObject([{ text: 'Canary says wait' }, { text: 'Canary waits' }]);
    expect(await sealedNow(id)).not.toContain('Canary');
  });

  it('write to the requester where they say so: the requester reads that and their own, approvers read all (V8)', async () => {
    const id = await ask();
    await post(id, 'comments', manager, { text: 'Canary among us' });
    await post(id, 'comments', manager, { text: 'Canary for you', visibility: 'requester' });
    await post(id, 'comments', requester, { text: 'Canary answers' });
    const read = async (person: string) => (await get(id, '/comments', person)).body.items as { text: string; visibility: string }[];
    expect((await read(requester)).map(({ text }) => text)).toEqual(['Canary for you', 'Canary answers']);
    expect((await read(admin)).map(({ visibility }) => visibility)).toEqual(['approvers', 'requester', 'approvers']);
    expect(await get(id, '/comments', stranger)).toMatchObject({ status: 404 });
    expect(await post(id, 'comments', manager, { text: 'Canary', visibility: 'all' })).toMatchObject(refusedWith(422, 'invalid-request'));
    await reject(id, admin);
    expect((await read(requester)).map(({ text }) => text)).toEqual(['Canary for you', 'Canary answers']);
    expect(await post(id, 'comments', manager, { text: 'late', visibility: 'requester' })).toMatchObject(
      refusedWith(409, 'approval-closed'),
    );
  });

  it('are reminded by the requester once a day', async () => {
    const id = await ask();
    expect(await post(id, 'reminders', manager)).toMatchObject(refusedWith(403, 'not-the-requester'));
    expect(await post(id, 'reminders', requester)).toMatchObject({ status: 200, body: { version: 1 } });
    const again = await post(id, 'reminders', requester);
    expect(again).toMatchObject(refusedWith(409, 'reminded-lately', { availableAt: expect.stringMatching(/Z$/) as string }));
    await api.advance(24 * hour);
    expect(await post(id, 'reminders', requester)).toMatchObject({ status: 200 });
  });

  it('hand their task on to a person who belongs to the company, and to nobody else', async () => {
    const id = await ask();
    const reassign = (to: string, person = manager) => post(id, 'tasks/1.1.1.1/reassign', person, { to });
    expect(await reassign(`user:${randomUUID()}`)).toMatchObject(refusedWith(422, 'approver-unknown'));
    expect(await reassign(`user:${stranger}`)).toMatchObject(refusedWith(422, 'approver-not-a-member'));
    expect(await reassign(`user:${requester}`)).toMatchObject(refusedWith(409, 'approver-is-the-requester'));
    expect(await reassign(`user:${admin}`)).toMatchObject(refusedWith(409, 'approver-asked-already'));
    expect(await reassign(`user:${colleague}`)).toMatchObject({ status: 200 });
    expect(await approve(id, manager)).toMatchObject({ status: 404 });
    const inbox = await api.call('GET', '/v1/approvals?assignee=me', { key: service, person: colleague });
    expect(inbox.body.items).toContainEqual(expect.objectContaining({ id }));
    expect(await approve(id, colleague)).toMatchObject({ status: 200 });
    expect(await approve(id, admin)).toMatchObject({ status: 200, body: { state: 'approved' } });
  });

  it('add somebody who must approve as well', async () => {
    const id = await ask();
    const added = await post(id, 'tasks/1.1.1.1/add', manager, { to: `user:${colleague}` });
    expect(added).toMatchObject({ status: 200, body: { stages: [{ slots: [{ need: 2 }, { need: 'any' }] }] } });
    await approve(id, manager);
    expect(await approve(id, admin)).toMatchObject({ status: 200, body: { state: 'pending' } });
    expect(await approve(id, colleague)).toMatchObject({ status: 200, body: { state: 'approved' } });
  });

  it('reject with a code that is one', async () => {
    const id = await ask();
    const rejected = await post(id, 'decisions', admin, { decision: 'reject', reason: { code: 'No Code, a sentence' } });
    expect(rejected).toMatchObject(refusedWith(422, 'invalid-request'));
  });
});

/** @returns the id of a registration that waits for its people */
async function submitted(who: ReturnType<typeof applicant>, company: Inviting): Promise<string> {
  const id = await verified(api, who, company);
  await postTo(api, id, 'submission');
  return id;
}

describe('a registration whose approval asks for evidence', () => {
  it('says what is owed and until when, takes it, and lapses as much later; R17: without who asks', async () => {
    const company = await inviting(api);
    const id = await submitted(applicant('+8613800139001', 1), company);
    const before = await shown(api, id);
    const approvalId = before.approvalId as string;
    expect(await requested(approvalId, company.manager)).toMatchObject({ status: 200 });
    const paused = await shown(api, id);
    expect(paused).toMatchObject({
      state: 'awaiting_approval',
      evidence: { items: [{ kind: 'photo' }] },
      expiresAt: paused.evidence.expiresAt,
    });
    const told = await api.call('GET', `/v1/registrations/${id}/evidence-requests`, { key: service });
    expect(told.body.items).toMatchObject([{ message: request.message, state: 'owed' }]);
    expect(told.body.items[0]).not.toHaveProperty('requestedBy');
    await api.advance(2 * hour);
    const give = (items: object[]) => api.call('POST', `/v1/registrations/${id}/evidence`, { key: service, body: { items } });
    expect(await give([{ ...piece, ref: 'data:image/png;base64,AAAA' }])).toMatchObject(refusedWith(422, 'raw-evidence-refused'));
    expect(await give([{ ...piece, kind: 'statement' }])).toMatchObject(refusedWith(422, 'evidence-incomplete'));
    const answer = await give([piece]);
    expect(answer).toMatchObject({ status: 200, body: { state: 'awaiting_approval' } });
    expect(answer.body).not.toHaveProperty('evidence');
    const after = await show(approvalId);
    expect(answer.body.expiresAt).toBe(after.expiresAt);
    expect(Date.parse(after.expiresAt) - Date.parse(before.expiresAt as string)).toBeGreaterThanOrEqual(2 * hour);
    expect(await give([piece])).toMatchObject(refusedWith(409, 'evidence-not-requested'));
    expect((await get(approvalId, '/dossier', company.manager)).body.evidence).toMatchObject([{ evidence: [piece] }]);
    await approved(api, service, approvalId, [company.manager, company.itAdmin]);
  });

  it('withdrawn meanwhile closes it', async () => {
    const company = await inviting(api);
    const id = await submitted(applicant('+8613800139002', 2), company);
    const { approvalId } = await shown(api, id);
    await requested(approvalId as string, company.manager);
    expect(await api.call('POST', `/v1/registrations/${id}/withdrawal`, { key: service })).toMatchObject({
      status: 200,
      body: { state: 'withdrawn' },
    });
    expect(await show(approvalId as string)).toMatchObject({ state: 'withdrawn', evidence: [{ state: 'closed' }] });
    expect(await shown(api, id)).not.toHaveProperty('evidence');
  });

  it('lapses with a reason of its own where the evidence does not come', async () => {
    const company = await inviting(api);
    const id = await submitted(applicant('+8613800139003', 3), company);
    const { approvalId } = await shown(api, id);
    await requested(approvalId as string, company.manager);
    await api.advance(7 * 24 * hour);
    await api.kernel.engine.fireDeadline(`approval:${approvalId}`, 'ExpireEvidenceRequest');
    expect(await shown(api, id)).toMatchObject({ state: 'expired', reason: 'evidence-not-given' });
  });
});
