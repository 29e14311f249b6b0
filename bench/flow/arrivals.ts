import type { BenchStack } from '../measure/bench-stack';
import { share, since, type Cpu } from '../measure/cpu';
import { drained, quiet, unsentWakes } from '../measure/quiet';
import type { People } from './people';

const atOnce = 16;

/** Accounts that are taken in by as many callers as there are at once. */
export interface Arrivals {
  accounts: number;
  perSecond: number;
  /** Of one account, while callers wait for their answers. */
  cpu: Cpu;
  /** Of one account, until its workflow has fallen asleep. */
  cpuUntilQuiet: Cpu;
  /** How many wakes the last answer left unsent. */
  wakesLeft: number;
  /** How many of those were sent in a second; undefined where too few were left to tell. */
  wakesPerSecond: number | undefined;
  /** Accounts a second whose wake was sent, from the first call on. */
  wokenPerSecond: number;
}

const enoughToTell = 20;

export async function arrivals(stack: BenchStack, people: People, accounts: number): Promise<Arrivals> {
  const [cpu, beganAt] = [stack.cpu(), performance.now()];
  let left = accounts;
  const one = async () => {
    while (left-- > 0) await takeIn(stack, people);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  const [answeredAt, used, wakesLeft] = [performance.now(), since(cpu, stack.cpu()), await unsentWakes(stack)];
  await drained(stack);
  const drainedAt = performance.now();
  await quiet(stack);
  const rate = (count: number, from: number, to: number) => count / ((to - from) / 1_000);
  return {
    accounts,
    perSecond: rate(accounts, beganAt, answeredAt),
    cpu: share(used, accounts),
    cpuUntilQuiet: share(since(cpu, stack.cpu()), accounts),
    wakesLeft,
    wakesPerSecond: wakesLeft < enoughToTell ? undefined : rate(wakesLeft, answeredAt, drainedAt),
    wokenPerSecond: rate(accounts, beganAt, drainedAt),
  };
}

async function takeIn({ operator }: BenchStack, people: People): Promise<void> {
  const { status, body } = await operator.post('/v1/accounts', { phone: people.phone() });
  if (status !== 201) throw new Error(`an account is answered ${status} ${JSON.stringify(body)}`);
}
