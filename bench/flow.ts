import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { checkCharacterOf } from '#domain';
import { runningStack } from '#stack';
import { Api } from '../scripts/tour/api';

/**
 * The whole way of a member over HTTP, from the invite to the active account: what each command takes on an idle installation, and how many lifecycles a second
 * it carries. `npm run bench:flow` against a running stack.
 */
const rounds = 50;
const atOnce = 10;
const forMs = 20_000;

const { apiUrl, operatorKeyFile } = runningStack();
const operator = new Api(apiUrl, readFileSync(operatorKeyFile, 'utf8').trim());
const [manager, admin] = [randomUUID(), randomUUID()];

interface Known {
  id: string;
  state: string;
  approvalId: string;
  accountId: string;
  code: string;
  key: string;
}

const times = new Map<string, number[]>();
let measuring = false;

async function expected<T = Known>(status: number, name: string, call: Promise<{ status: number; body: T }>): Promise<T> {
  const startedAt = performance.now();
  const answer = await call;
  if (answer.status !== status) throw new Error(`${name}: ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
  if (measuring) times.set(name, [...(times.get(name) ?? []), performance.now() - startedAt]);
  return answer.body;
}

/** Different for everybody. */
function identityNumber(n: number): string {
  const born = new Date(Date.UTC(1950, 0, 1 + (n % 18_000))).toISOString().slice(0, 10).replaceAll('-', '');
  const digits = `110105${born}${String(Math.floor(n / 18_000) % 1_000).padStart(3, '0')}`;
  return digits + checkCharacterOf(digits);
}

/** Where the count begins is by chance, so that a second run meets nobody of the first. */
let people = Math.floor(Math.random() * 10_000_000);

async function company(): Promise<{ service: Api; companyId: string }> {
  const scopes = ['registrations:read', 'registrations:write', 'approvals:read', 'approvals:write', 'act-for'];
  const { key } = await expected(201, 'key', operator.post<Known>('/v1/api-keys', { name: 'bench', roles: ['service'], scopes }));
  const taken = operator.post<Known>('/v1/companies', { name: 'Bench Ltd', companyKind: 'enterprise', verified: true });
  const { id } = await expected(201, 'company', taken);
  const position = { positionId: 'sales', title: 'Sales', template: 'sales' };
  await expected(201, 'position', operator.post<Known>(`/v1/companies/${id}/positions`, position));
  await expected(201, 'role', operator.post<Known>(`/v1/companies/${id}/roles`, { role: 'it-admin', userId: admin }));
  return { service: operator.withKey(key), companyId: id };
}

async function lifecycle({ service, companyId }: Awaited<ReturnType<typeof company>>): Promise<void> {
  const n = (people += 1);
  const phone = `+86139${String(n % 100_000_000).padStart(8, '0')}`;
  const invited = operator.post<Known>(`/v1/companies/${companyId}/invites`, { positionId: 'sales', managers: [`user:${manager}`] });
  const { code: inviteCode } = await expected(201, 'issue an invite', invited);
  const opening = {
    variant: 'member',
    link: { inviteCode },
    phone,
    platform: 'ios',
    device: { fingerprint: `bench ${n}`, integrity: 'genuine' },
    consentVersion: '2025-06',
  };
  const { id } = await expected(201, 'open (and send a code)', service.post<Known>('/v1/registrations', opening));
  const at = `/v1/registrations/${id}`;
  const { body: messages } = await operator.get<{ items: { text: string }[] }>(`/dev/messages?to=${encodeURIComponent(phone)}`);
  const code = /\b\d{6}\b/.exec(messages.items.at(-1)?.text ?? '')?.[0];
  await expected(200, 'prove the phone', service.put<Known>(`${at}/steps/phone`, { code }));
  const identity = { kind: 'id-card', number: identityNumber(n) };
  await expected(200, 'give the profile', service.put<Known>(`${at}/steps/profile`, { name: 'A. Bench', identity }));
  await expected(200, 'until the check is done', leaves('verifying', at, service));
  const { approvalId } = await expected(200, 'submit', service.post<Known>(`${at}/submission`));
  for (const person of [manager, admin]) {
    const decision = service.actingFor(person).post<Known>(`/v1/approvals/${approvalId}/decisions`, { decision: 'approve' });
    await expected(200, person === manager ? 'approve (first)' : 'approve (last, opens)', decision);
  }
  const { state } = await expected(200, 'until active', leaves('activating', at, service));
  if (state !== 'active') throw new Error(`the registration is ${state}`);
}

async function leaves(passing: string, path: string, service: Api): Promise<{ status: number; body: Known }> {
  for (;;) {
    const answer = await service.get<Known>(path, { prefer: 'wait=20' });
    if (answer.body.state !== passing) return answer;
    await delay(1);
  }
}

const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1).padStart(7);

async function main(): Promise<void> {
  const where = await company();
  for (let i = 0; i < 10; i += 1) await lifecycle(where);
  measuring = true;
  for (let i = 0; i < rounds; i += 1) await lifecycle(where);
  measuring = false;
  for (const [name, unsorted] of times) {
    const sorted = unsorted.toSorted((a, b) => a - b);
    console.log(`${name.padEnd(24)} p50 ${quantile(sorted, 0.5)} ms   p95 ${quantile(sorted, 0.95)} ms`);
  }
  let done = 0;
  const [startedAt, until] = [performance.now(), performance.now() + forMs];
  const one = async () => {
    for (; performance.now() < until; done += 1) await lifecycle(where);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  const perSecond = done / ((performance.now() - startedAt) / 1_000);
  console.log(`${done} lifecycles from the invite to the active account, ${atOnce} at once: ${perSecond.toFixed(1)} a second`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
