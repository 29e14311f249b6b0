import { scopes } from '#contracts';
import { freshDatabase, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from '../testing/api';
import { applicant, approved, inviting, post, shown, verified, type Inviting } from '../testing/registrations';

let database: FreshDatabase;
let api: TestApi;
let service: string;
let company: Inviting;
let number = 13_800_151_000;
let document = 0;

beforeAll(async () => {
  database = await freshDatabase();
  api = await testApi(database.url);
  service = await api.newKey(['service'], [...scopes]);
  company = await inviting(api);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const submitted = async () => {
  const id = await verified(api, applicant(`+86${number++}`, document++), company);
  return { id, answer: (await post(api, id, 'submission')).body };
};
const readBy = async (id: string, key: string) => (await api.call('GET', `/v1/registrations/${id}`, { key })).body;
type Task = { state: string; assignee: string; decidedBy?: string };
const peopleOf = ({ approval }: { approval: { slots: { filled: boolean; tasks: Task[] }[] } }) =>
  approval.slots.map(({ filled, tasks }) => [filled, tasks.map(({ state }) => state)]);

describe('a registration in approval', () => {
  it('tells the approval that it waits for and until when, in its own answer and in lists; the approval says the same', async () => {
    const { id, answer } = await submitted();
    expect(answer).toMatchObject({ state: 'awaiting_approval', deadlines: [], approvalId: expect.any(String) as string });
    const { expiresAt } = (await api.call('GET', `/v1/approvals/${answer.approvalId}`)).body;
    expect(answer.expiresAt).toBe(expiresAt);
    const { items } = (await api.call('GET', '/v1/registrations?state=awaiting_approval')).body;
    expect(items).toContainEqual(expect.objectContaining({ id, approvalId: answer.approvalId, expiresAt }));
  });

  it('tells those who may see the approval who has decided and who is missing', async () => {
    const { id, answer } = await submitted();
    const before = await shown(api, id);
    const both = [false, ['open']];
    expect(before.approval).toMatchObject({ id: answer.approvalId, state: 'pending', expiresAt: answer.expiresAt });
    expect(peopleOf(before)).toEqual([both, both]);
    await approved(api, service, answer.approvalId, [company.manager]);
    const after = await shown(api, id);
    expect(peopleOf(after)).toEqual([[true, ['decided']], both]);
    // The decision is the approval's alone: nothing has moved here.
    expect(after.version).toBe(before.version);
  });

  it('tells a service that takes no part, or may not read approvals, nothing of its people', async () => {
    const { id, answer } = await submitted();
    for (const key of [service, await api.newKey(['operator'], ['registrations:read'])]) {
      const seen = await readBy(id, key);
      expect(seen).toMatchObject({ approvalId: answer.approvalId, expiresAt: answer.expiresAt });
      expect(seen).not.toHaveProperty('approval');
    }
  });

  it('keeps the id of the approval after the decision, and who has decided; the time is over then', async () => {
    const { id, answer } = await submitted();
    await approved(api, service, answer.approvalId, [company.manager, company.itAdmin]);
    const decided = await shown(api, id);
    expect(decided).toMatchObject({ state: 'activating', approvalId: answer.approvalId, approval: { state: 'approved' } });
    expect(decided).not.toHaveProperty('expiresAt');
    expect(peopleOf(decided)).toEqual([
      [true, ['decided']],
      [true, ['decided']],
    ]);
  });

  it('that an older release submitted, without its end, tells the end that the approval has', async () => {
    const { id, answer } = await submitted();
    const { database: rows } = api.kernel;
    const older = `(state::jsonb - 'approvalExpiresAt')`;
    await rows.query(`UPDATE es.streams SET state = ${older}::json WHERE stream_id = $1`, [`registration:${id}`]);
    expect(await readBy(id, service)).toMatchObject({ approvalId: answer.approvalId, expiresAt: answer.expiresAt });
  });
});

describe('the approvals of a matter', () => {
  const listed = async (query: string, key?: string) => {
    const { status, body } = await api.call('GET', `/v1/approvals?${query}`, key === undefined ? {} : { key });
    return {
      status,
      ids: (body.items as { id: string }[] | undefined)?.map(({ id }) => id),
      token: body.nextPageToken as string | undefined,
    };
  };

  it('are found by its type and its id, while they are pending and afterwards, by those who see them', async () => {
    const [one, other] = [await submitted(), await submitted()];
    expect((await listed(`matterId=${one.id}`)).ids).toEqual([one.answer.approvalId]);
    expect((await listed(`matterType=registration&matterId=${other.id}`)).ids).toEqual([other.answer.approvalId]);
    expect((await listed(`matterType=document-export&matterId=${one.id}`)).ids).toEqual([]);
    expect((await listed('matterType=registration')).ids).toEqual(expect.arrayContaining([one.answer.approvalId, other.answer.approvalId]));
    expect((await listed('matterType=identity-review')).ids).toEqual([]);
    expect((await listed(`matterId=${one.id}`, service)).ids).toEqual([]);
    await approved(api, service, one.answer.approvalId, [company.manager, company.itAdmin]);
    expect((await listed(`matterId=${one.id}`)).ids).toEqual([]);
    expect((await listed(`matterId=${one.id}&state=approved`)).ids).toEqual([one.answer.approvalId]);
    expect((await listed('matterType=registration&state=approved')).ids).toContain(one.answer.approvalId);
  });

  it('are refused for an unknown type, and a page token of another matter', async () => {
    expect(await listed('matterType=lunch')).toMatchObject({ status: 422 });
    const { token } = await listed('matterType=registration&pageSize=1');
    expect(await listed(`matterType=document-export&pageSize=1&pageToken=${token}`)).toMatchObject({ status: 422 });
  });

  it('are found also where an older release, which does not write the matter, has written the row', async () => {
    const { id, answer } = await submitted();
    const { database: rows } = api.kernel;
    await rows.query(`UPDATE rm.process SET matter_type = NULL, matter_id = NULL WHERE stream_id = $1`, [`approval:${answer.approvalId}`]);
    expect((await listed(`matterId=${id}`)).ids).toEqual([answer.approvalId]);
  });
});
