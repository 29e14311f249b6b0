import { readFileSync } from 'node:fs';
import { Api, serviceKeyBody } from '#journey';
import { runningStack } from '#stack';
import { quantile } from '../measure/quantile';

const rounds = 200;
const checklist = { appsUnbound: true, groupsLeft: true };
const phone = () => `+86139${String(Math.floor(Math.random() * 100_000_000)).padStart(8, '0')}`;

async function measure(name: string, call: (round: number) => Promise<{ status: number }>, expected: number): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    const { status } = await call(round);
    times.push(performance.now() - startedAt);
    if (status !== expected) throw new Error(`${name}: ${status} instead of ${expected}`);
  }
  const at = (share: number) => quantile(times, share).toFixed(1).padStart(7);
  console.log(`${name.padEnd(28)} p50 ${at(0.5)} ms   p95 ${at(0.95)} ms   p99 ${at(0.99)} ms   (${rounds} calls)`);
}

/** How long an idle installation takes to answer, one call after the other, over HTTP. */
export async function measureCommands(): Promise<void> {
  const { apiUrl, operatorKeyFile } = runningStack();
  const api = new Api(apiUrl, readFileSync(operatorKeyFile, 'utf8').trim());
  const accounts: string[] = [];
  const takeIn = async () => {
    const taken = await api.post<{ id: string }>('/v1/accounts', { phone: phone() });
    accounts.push(taken.body.id);
    return taken;
  };
  for (let i = 0; i < 50; i += 1) await takeIn();
  accounts.length = 0;
  await measure('take in an account', takeIn, 201);
  await measure('read an account', (round) => api.get(`/v1/accounts/${accounts[round]}`), 200);
  const { key } = (await api.post<{ key: string }>('/v1/api-keys', serviceKeyBody('bench'))).body;
  const leave = (round: number) => {
    const accountId = accounts[round]!;
    return api.withKey(key).actingFor(accountId).post('/v1/deregistrations', { accountId, checklist });
  };
  await measure('open a deregistration', leave, 201);
  await measure('a refusal', leave, 409);
}
