import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { day } from '#domain';
import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { withApi } from '../testing/with-api';

let api: TestApi;
let service: string;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));

const dossier = (id: string, person: string) => api.call('GET', `/v1/approvals/${id}/dossier`, { key: service, person });
const decide = (id: string, person: string) =>
  api.call('POST', `/v1/approvals/${id}/decisions`, { key: service, person, body: { decision: 'approve' } });

async function asked() {
  const [manager, admin] = [randomUUID(), randomUUID()];
  const companyId = await newCompany(api, { itAdmins: [admin] });
  const id = (await askForApproval(api, { companyId, managers: [manager] })).body.id as string;
  return { manager, admin, id };
}

describe('a dossier', () => {
  it('closes to an approver 7 days after their own decision, not before, and says so (P4)', async () => {
    const { manager, admin, id } = await asked();
    await decide(id, manager);
    await decide(id, admin);
    await api.advance(7 * day - 60_000);
    expect((await dossier(id, manager)).status).toBe(200);
    await api.advance(60_000);
    for (const person of [manager, admin])
      expect(await dossier(id, person)).toMatchObject({ status: 403, body: { code: 'dossier-closed' } });
    expect((await api.call('GET', `/v1/approvals/${id}`, { key: service, person: manager })).status).toBe(200);
    expect((await api.call('GET', `/v1/approvals/${id}/dossier`)).status).toBe(200);
    expect(await dossier(id, randomUUID())).toMatchObject({ status: 403 });
  });

  it('records each opening, who and when, also where there is no text to open', async () => {
    const { manager, admin, id } = await asked();
    for (const person of [manager, admin, manager]) await dossier(id, person);
    const openings = await api.kernel.database.query<{ person: string; at: Date }>(
      `SELECT external_id AS person, opened_at AS at FROM vault.openings JOIN iam.principals ON principal_id::text = actor
       WHERE purpose = 'dossier-opened' AND fields = $1 ORDER BY opened_at`,
      [[`approval.${id}`]],
    );
    expect(openings.map(({ person }) => person)).toEqual([manager, admin, manager].map((person) => `user:${person}`));
  });
});
