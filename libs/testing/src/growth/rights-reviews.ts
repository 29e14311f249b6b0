import { randomUUID } from 'node:crypto';
import type { CallOptions } from '../../../../apps/api/src/testing/api';
import type { Site } from './site';

interface Calls {
  get(path: string, options?: CallOptions): Promise<{ items: readonly Record<string, unknown>[] }>;
  post(path: string, body: unknown, options?: CallOptions): Promise<Record<string, unknown>>;
}

/** A company goes through its rights, and removes a key. */
export async function rightsReviews({ get, post }: Calls, { settle, service }: Site, company: string): Promise<void> {
  const chief = randomUUID();
  await post(`/v1/companies/${company}/roles`, { role: 'super-admin', userId: chief });
  await post('/v1/api-keys', { name: 'reviewed', companies: [company], roles: ['service'], scopes: ['companies:read'] });
  const { id } = await post(`/v1/companies/${company}/rights-reviews`, {});
  await settle();
  await get(`/v1/rights-reviews?companyId=${company}&pageSize=1`);
  const { items } = await get(`/v1/approvals?matterType=rights-review&matterId=${id as string}&pageSize=100`);
  const key = items.find(({ concerns }) => (concerns as { kind: string }).kind === 'api-key')!;
  const decision = { decision: 'reject', reason: { code: 'not-needed' } };
  await post(`/v1/approvals/${key['id'] as string}/decisions`, decision, { key: service, person: chief });
  await settle();
}
