import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { HttpDriver } from '#journey';
import { eventually } from './eventually';
import type { Call, Installation } from './installation';

/** One command as its client lived it: asked with one key until an answer came. */
export interface Settled {
  key: string;
  path: string;
  body: unknown;
  /** The account whose owner asks; without it an operator does. */
  owner: string | undefined;
  /** The status of each try; `lost` = no answer came. */
  tries: (number | 'lost')[];
  status: number;
  answer: Record<string, unknown>;
}

export interface Crowd {
  /** The answers so far. */
  settled: Settled[];
  /** How often a person was left in doubt so far: no answer, or a 503. */
  doubts(): number;
  /** Settles when every call is answered. */
  done: Promise<void>;
}

const longestDoubtMs = 60_000;

/**
 * Many people at once: each is taken in, asks to leave, and asks once more in vain. Without an answer, or with a 503, a
 * person asks again with the same key.
 */
export function crowd(site: Installation, { people, atOnce }: { people: number; atOnce: number }): Crowd {
  const settled: Settled[] = [];
  let doubts = 0;

  async function settle(path: string, body: unknown, owner: string | undefined): Promise<Call> {
    const [key, tries] = [randomUUID(), [] as Settled['tries']];
    const once = async () => {
      const call = await ask(site, { path, body, key, owner }).catch(() => undefined);
      tries.push(call?.status ?? 'lost');
      const answered = call !== undefined && call.status !== 503;
      if (!answered) doubts += 1;
      return answered ? call : undefined;
    };
    const call = (await eventually(`POST ${path} is answered`, once, (answer) => answer !== undefined, longestDoubtMs))!;
    settled.push({ key, path, body, owner, tries, status: call.status, answer: call.body });
    return call;
  }

  const journey = new HttpDriver<Call>(({ path, body, by }) => settle(path, body, typeof by === 'object' ? by.person : undefined));
  async function person(n: number): Promise<void> {
    const account = `person ${n}`;
    const leaves = { step: 'requestDeregistration', account, deregistration: `${account} leaves` } as const;
    await journey.take({ step: 'takeInAccount', account, phone: `+86138${String(10_000_000 + n)}`, fullName: 'Canary Person' });
    await journey.take(leaves);
    await journey.perform(leaves);
  }

  const numbers = Array.from({ length: people }, (_, n) => n);
  // The key of the service first: no trouble that a test makes may keep a person from it.
  const done = site.asOwner(randomUUID()).then(() => sideBySide(numbers, atOnce, person));
  return { settled, doubts: () => doubts, done };
}

async function ask(site: Installation, { path, body, key, owner }: Pick<Settled, 'path' | 'body' | 'key' | 'owner'>): Promise<Call> {
  const by = owner === undefined ? {} : await site.asOwner(owner);
  return site.call('POST', path, { body, idempotencyKey: key, ...by });
}

/**
 * Sends everything once more with its key. Returns calls with an answer other than the first, or one not marked as
 * repeated.
 */
export async function askAgain(site: Installation, settled: readonly Settled[]): Promise<{ first: Settled; again: Call }[]> {
  const differing: { first: Settled; again: Call }[] = [];
  await sideBySide(settled, 10, async (first) => {
    const again = await ask(site, first);
    const replayed = again.headers.get('idempotency-replayed') === 'true';
    if (!replayed || again.status !== first.status || !isDeepStrictEqual(again.body, first.answer)) differing.push({ first, again });
  });
  return differing;
}

async function sideBySide<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const queue = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, queue));
}
