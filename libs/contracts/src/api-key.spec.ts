import { roles } from './access';
import { createApiKey, listedKey, scopes } from './api-key';

const listed = { keyId: 'a', note: 'all', client: 'a', companies: 'platform', state: 'active', createdAt: '2030-01-01T00:00:00.000Z' };

it('a key may have every scope that there is, and a list tells them all', () => {
  const made = { name: 'all', companies: 'platform', roles: ['service'], scopes: [...scopes] };
  expect(createApiKey.safeParse(made)).toMatchObject({ success: true });
  expect(createApiKey.safeParse({ ...made, scopes: [...scopes, scopes[0]] })).toMatchObject({ success: false });
  expect(listedKey.safeParse({ ...listed, roles: [...roles], scopes: [...scopes] })).toMatchObject({ success: true });
});
