import { inboxPolicy } from '#domain';
import type { Database } from '#event-store';
import { countInbox, listActs, listTeamOverdue, listWaiting } from '#read-models';
import { quantile } from '../measure/quantile';
import { pick, type Crowd } from './crowd';

/** How long one kind of question takes PostgreSQL, with the way there and back, in milliseconds. */
export interface InboxTime {
  what: string;
  p50: number;
  p99: number;
  worst: number;
}

/** What everything else waits for too: says how busy the machine is. */
export const nothing = 'a statement that reads nothing';

const questions = 400;
const place = { after: undefined, limit: 51, clock: 'system' } as const;

/** Asks as approvers, of whom the busiest asks most often. */
export async function inboxTimes(database: Database, { approvers, managers }: Crowd): Promise<InboxTime[]> {
  const viewer = (principal: string) => ({ as: 'person', principal, companies: 'platform' }) as const;
  const managerOf = (id: string) => ({ ids: [id], companies: 'platform', left: [] }) as const;
  const by = (ask: (person: string) => Promise<unknown>) => () => ask(pick(approvers).principal);
  const kinds: readonly (readonly [string, () => Promise<unknown>])[] = [
    [nothing, () => database.query('SELECT 1')],
    ['a page of what waits for me', by((person) => listWaiting(database, viewer(person), { people: [person] }, place))],
    ['… of what is overdue', by((person) => listWaiting(database, viewer(person), { people: [person], overdue: true }, place))],
    ['… of what I decided', by((person) => listActs(database, viewer(person), { people: [person], act: 'decided' }, place))],
    ['… of what I asked for', by((person) => listActs(database, viewer(person), { people: [person], act: 'started' }, place))],
    ['a page of what my team is late with', () => listTeamOverdue(database, managerOf(pick(managers)), {}, place)],
    [
      `counts, each up to ${inboxPolicy.countedMax}`,
      by((person) => countInbox(database, viewer(person), { people: [person], manager: managerOf(pick(managers)) }, {}, 'system')),
    ],
  ];
  const times: InboxTime[] = [];
  for (const [what, ask] of kinds) times.push({ what, ...(await timesOf(ask)) });
  return times;
}

async function timesOf(ask: () => Promise<unknown>): Promise<Omit<InboxTime, 'what'>> {
  // The first ones read pages that nobody has asked for yet.
  for (let i = 0; i < questions / 10; i += 1) await ask();
  const times: number[] = [];
  for (let i = 0; i < questions; i += 1) {
    const beganAt = performance.now();
    await ask();
    times.push(performance.now() - beganAt);
  }
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), worst: Math.max(...times) };
}
