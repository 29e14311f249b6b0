import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';

let api: TestApi;
withApi(freshDatabase, (opened) => void (api = opened));

/** What a release has left that folds states in another way. */
const left = (change: string) => api.kernel.database.query(`UPDATE es.streams SET ${change}`);

describe('a row that another release has written', () => {
  it.each([
    ['in another shape', `state = '{"status":"of another shape"}', shape = 'another'`, '+8613800138001'],
    ['without a stored state', 'state = NULL, state_version = NULL, shape = NULL', '+8613800138002'],
    ['behind the stored state', `state = '{"status":"none"}', state_version = 0`, '+8613800138003'],
  ])('%s is folded from its events, alone and in a list', async (_, change, phone) => {
    const account = await api.newAccount(phone);
    const shown = async () => (await api.call('GET', `/v1/accounts/${account.id}`)).body;
    const listed = async () => (await api.call('GET', '/v1/accounts?pageSize=50')).body.items as unknown[];
    const before = [await shown(), await listed()];
    expect(before[1]).toContainEqual(expect.objectContaining({ id: account.id, state: 'active' }));
    await left(change);
    await api.kernel.database.query(`UPDATE rm.process SET state = '{"status":"of another shape"}'`);
    expect([await shown(), await listed()]).toEqual(before);
  });
});
