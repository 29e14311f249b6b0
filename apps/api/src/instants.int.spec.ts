import { randomUUID } from 'node:crypto';
import { freshDatabase } from '#testing';
import type { TestApi } from './testing/api';
import { withApi } from './testing/with-api';

/** The first and the last instant that a request can hold. */
const [first, last] = ['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'] as const;

describe('the furthest instants that a caller can send', () => {
  let api: TestApi;
  withApi(freshDatabase, (opened) => void (api = opened));

  it('activatedAt: the first is recorded and shown, the last is refused', async () => {
    const takeIn = (phone: string, activatedAt: string) =>
      api.call('POST', '/v1/accounts', { body: { phone, name: 'Zhang Wei', activatedAt } });
    const { status, body } = await takeIn('+8613800138001', first);
    expect([status, body.activatedAt]).toEqual([201, first]);
    expect(await api.call('GET', `/v1/accounts/${body.id}`)).toMatchObject({ status: 200, body: { activatedAt: first } });
    expect(await takeIn('+8613800138002', last)).toMatchObject({ status: 422, body: { code: 'activated-in-future' } });
  });

  it('at of a signal: the first is taken and moves nothing, the last is refused', async () => {
    const key = await api.newKey(['service'], ['signals:write']);
    const { id } = await api.newAccount('+8613800138003');
    const send = (at: string) =>
      api.call('POST', `/v1/accounts/${id}/signals`, { key, body: { signals: [{ id: randomUUID(), type: 'activity', at }] } });
    expect((await send(first)).status).toBe(202);
    expect(await send(last)).toMatchObject({ status: 422, body: { code: 'signal-in-future' } });
    expect((await api.call('GET', `/v1/accounts/${id}`)).body).not.toHaveProperty('lastActivityAt');
  });

  it('expiresAt of a key: both are refused', async () => {
    const make = (expiresAt: string) =>
      api.call('POST', '/v1/api-keys', {
        body: { name: 'far', companies: 'platform', roles: ['service'], scopes: ['accounts:read'], expiresAt },
      });
    expect([(await make(first)).status, (await make(last)).status]).toEqual([422, 422]);
  });

  it('dueBefore: both select', async () => {
    for (const dueBefore of [first, last])
      expect(await api.call('GET', `/v1/approvals?dueBefore=${dueBefore}`)).toMatchObject({ status: 200, body: { items: [] } });
  });
});
