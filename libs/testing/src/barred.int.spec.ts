import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from './database';
import type { TestApi } from '../../../apps/api/src/testing/api';
import { applicant, checked, profile, proven, put } from '../../../apps/api/src/testing/registrations';
import { withApi } from '../../../apps/api/src/testing/with-api';
import { resolveApprovers } from '../../../apps/worker/src/approvers';

let api: TestApi;
let service: string;
let number = 13_800_190_000;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));

/** Until nothing is left that is due. */
async function settle(): Promise<void> {
  for (let more = true; more;) ({ more } = await resolveApprovers(api.kernel, new AbortController().signal));
}
async function shows(n: number): Promise<string> {
  const id = await proven(api, applicant(`+86${number++}`));
  await put(api, id, 'steps/sign-in', { reference: 'idp:1' });
  await put(api, id, 'steps/profile', profile(n));
  await checked(api, id, 'confirmed');
  return id;
}
const appoint = (userId: string) => api.call('POST', '/v1/identity-reviewers', { body: { userId } });
const principalOf = async (id: string) =>
  (
    await api.kernel.database.query<{ id: string }>('SELECT principal_id AS id FROM iam.principals WHERE external_id = $1', [`user:${id}`])
  )[0]!.id;
/** Both ids are one person's from now on, as a proof binds them. */
const bind = async (alias: string, registration: string) => {
  const [row] = await api.kernel.database.query<{ account: string }>(
    `SELECT accounts[1]::text AS account FROM rm.process WHERE stream_id = $1`,
    [`registration:${registration}`],
  );
  await api.kernel.database.query('INSERT INTO iam.aliases (alias, person) VALUES ($1, $2)', [
    await principalOf(alias),
    await principalOf(row!.account),
  ]);
};
const asks = async (person: string) =>
  (await api.call('GET', `/v1/approvals?assignee=user:${person}`)).body.items as { id: string; matter: { id: string } }[];
const reviewOf = async (id: string, reviewer: string) => (await asks(reviewer)).find(({ matter }) => matter.id === id)!.id;
const decide = (approval: string, person: string) =>
  api.call('POST', `/v1/approvals/${approval}/decisions`, { key: service, person, body: { decision: 'approve' } });
const inbox = async (person: string) => (await asks(person)).map(({ id }) => id);

describe('the holder of a document that another applicant shows, who reviews identities under another id', () => {
  it.each(['before', 'after'])('that was bound %s the review has begun, does not review it: others do', async (when) => {
    const [suite, other] = [randomUUID(), randomUUID()];
    for (const id of [suite, other]) await appoint(id);
    const n = when === 'before' ? 21 : 22;
    const first = await shows(n);
    // Names the holder, as showing the same document does.
    await shows(n);
    if (when === 'before') await bind(suite, first);
    const second = await shows(n);
    const review = await reviewOf(second, other);
    if (when === 'after') await bind(suite, first);
    expect(await decide(review, suite)).toMatchObject({ status: 403, body: { code: 'self-approval' } });
    await settle();
    expect(await inbox(suite)).not.toContain(review);
    expect(await inbox(other)).toContain(review);
    expect(await decide(review, suite)).not.toMatchObject({ status: 200 });
    expect(await decide(review, other)).toMatchObject({ status: 200 });
  });
});
