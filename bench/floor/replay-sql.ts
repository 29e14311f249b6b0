import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { RoundTrip } from '#event-store';
import type { Sent } from './sent';

/** Where statements are sent again. */
export interface Target {
  url: string;
  ownerUrl: string;
  /** What is added to the instants of the recording. */
  laterMs: number;
}

/** What became of those that were sent in some time. */
export interface Replayed {
  statements: number;
  /** Answered with as many rows as in the recording. */
  alike: number;
}

/**
 * Sends recorded statements again, on as many connections, at the same distance in time: those together that were
 * together, and none before the answer that it waited for.
 */
export async function replaySql(all: readonly Sent[], target: Target, isCounted: (sent: Sent) => boolean): Promise<Replayed> {
  const replayed: Replayed = { statements: 0, alike: 0 };
  const answered = (sent: Sent, rows: number) => {
    if (!isCounted(sent)) return;
    replayed.statements += 1;
    if (rows === sent.rows) replayed.alike += 1;
  };
  await Promise.all([...byConnection(all).values()].map((own) => onConnection(own, target, answered)));
  return replayed;
}

function byConnection(all: readonly Sent[]): Map<number, Sent[]> {
  const own = new Map<number, Sent[]>();
  for (const sent of all) {
    const known = own.get(sent.connection);
    if (known) known.push(sent);
    else own.set(sent.connection, [sent]);
  }
  return own;
}

async function onConnection(own: readonly Sent[], target: Target, answered: (sent: Sent, rows: number) => void): Promise<void> {
  const [{ owner, options, sentAt: firstAt }] = own as [Sent];
  await until(firstAt + target.laterMs - 20);
  const client = new Client({ connectionString: owner ? target.ownerUrl : target.url, options });
  client.on('error', () => undefined);
  await client.connect();
  const answers: Promise<void>[] = [];
  let behind = 0;
  for (const together of byTrip(own)) {
    const [{ sentAt }] = together as [Sent];
    while (behind < answers.length && own[behind]!.answeredAt <= sentAt) await answers[behind++];
    await until(sentAt + target.laterMs);
    answers.push(...ask(client, together).map((asked, i) => asked.then((rows) => answered(together[i]!, rows))));
  }
  await Promise.all(answers);
  await client.end();
}

async function until(at: number): Promise<void> {
  const left = at - Date.now();
  if (left > 1) await delay(left);
}

/** Statements that travelled together, in their order. */
function byTrip(own: readonly Sent[]): Sent[][] {
  const trips: Sent[][] = [];
  for (const sent of own) {
    const last = trips.at(-1);
    if (last?.[0]!.trip === sent.trip) last.push(sent);
    else trips.push([sent]);
  }
  return trips;
}

/** Sends them as the programs do: in one write, answered in one. */
function ask(client: Client, together: readonly Sent[]): Promise<number>[] {
  const trip = new RoundTrip();
  const asked = together.map(({ text, name, values }) =>
    trip.add({ text, ...(name !== undefined && { name }), values: values.map(valueOf) }).then(
      ({ rows }) => rows.length,
      () => -1,
    ),
  );
  client.query(trip);
  return asked;
}

const valueOf = (value: Sent['values'][number]) =>
  value !== null && typeof value === 'object' ? Buffer.from(value.base64, 'base64') : value;
