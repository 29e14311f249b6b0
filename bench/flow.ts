import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  Api,
  HttpDriver,
  idNumber,
  joinsCompany,
  opensCompany,
  sender,
  serviceKeyBody,
  type Applicant,
  type Company,
  type Request,
} from '#journey';
import { runningStack } from '#stack';

/**
 * The whole flow of a member over HTTP, from the invite to the active account: the time of each command on an idle
 * installation, and the lifecycles per second.
 * `npm run bench:flow` on a running stack.
 */
const rounds = 50;
const atOnce = 10;
const forMs = 20_000;

const { apiUrl, operatorKeyFile } = runningStack();
const operator = new Api(apiUrl, readFileSync(operatorKeyFile, 'utf8').trim());
const at: Company = { company: 'Bench Ltd', position: 'sales', itAdmins: [randomUUID()], managers: [randomUUID()] };

const times = new Map<string, number[]>();
let measuring = false;

async function measure<T>(name: string, work: Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work;
  if (measuring) times.set(name, [...(times.get(name) ?? []), performance.now() - startedAt]);
  return result;
}

/** The count starts at random, so that a second run shares no person with the first. */
let people = Math.floor(Math.random() * 10_000_000);

function newcomer(): Applicant {
  const n = (people += 1);
  const phone = `+86139${String(n % 100_000_000).padStart(8, '0')}`;
  return { registration: `bench ${n}`, phone, fullName: 'A. Bench', document: idNumber(n), device: `bench ${n}` };
}

/** The steps by their names in the report; the last of the two decisions opens the account. */
const nameOf = ({ step, by }: Request) => (typeof by === 'object' && at.itAdmins.includes(by.person) ? `${step} (last, opens)` : step);

async function company(): Promise<HttpDriver> {
  const { body } = await operator.post<{ key: string }>('/v1/api-keys', serviceKeyBody('bench'));
  const send = sender(operator, operator.withKey(body.key));
  const timed = (request: Request) => {
    const name = nameOf(request);
    return name === undefined ? send(request) : measure(name, send(request));
  };
  const journey = new HttpDriver(timed);
  for (const step of opensCompany(at)) await journey.take(step);
  return journey;
}

async function lifecycle(journey: HttpDriver): Promise<void> {
  const who = newcomer();
  for (const step of joinsCompany(who, at)) {
    await journey.take(step);
    if (step.step === 'giveProfile')
      await measure('until the check is done', journey.leaves('registration', who.registration, ['verifying']));
  }
  const { body } = await measure('until active', journey.leaves('registration', who.registration, ['activating']));
  const { state } = body as { state: string };
  if (state !== 'active') throw new Error(`the registration is ${state}`);
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
