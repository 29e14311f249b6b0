import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { RoundTrip } from '#event-store';
import { programOf, type Sent } from './sent';

/**
 * Loaded into the programs of a stack by `node --require`: writes every statement that they send, with its parameters
 * and its instants, into a file of this folder, a line each.
 */
const folder = process.env.TENURE_BENCH_RECORDING;
const program = programOf(process.argv[1] ?? '');

if (folder !== undefined && program !== undefined)
  record(createWriteStream(join(folder, `${program}.${process.pid}.ndjson`), { mode: 0o600 }));

function record(file: WriteStream): void {
  const connections = new Map<Client, number>();
  let trips = 0;
  const prototype = Client.prototype as unknown as { query(...given: unknown[]): unknown };
  const original = prototype.query;
  prototype.query = function (this: Client, ...given: unknown[]) {
    const sentAt = now();
    const answer = original.apply(this, given);
    // Other questions are those of the pool itself, and carry nothing of ours.
    const [trip] = given;
    if (!(trip instanceof RoundTrip)) return answer;
    if (!connections.has(this)) connections.set(this, connections.size);
    const own = { connection: connections.get(this)!, owner: isOwner(this), options: optionsOf(this), trip: (trips += 1), sentAt };
    for (const { answered, ...statement } of trip.statements) {
      const write = (rows: number) =>
        void file.write(JSON.stringify({ ...own, ...statementOf(statement), answeredAt: now(), rows } satisfies Sent) + '\n');
      answered.then(
        ({ rows }) => write(rows.length),
        () => write(-1),
      );
    }
    return answer;
  };
}

const now = (): number => performance.timeOrigin + performance.now();

const isOwner = ({ user }: Client): boolean => user !== 'tenure_app';

const optionsOf = (client: Client): string =>
  (client as unknown as { connectionParameters: { options?: string } }).connectionParameters.options ?? '';

const statementOf = ({
  text,
  name,
  values,
}: Pick<RoundTrip['statements'][number], 'text' | 'name' | 'values'>): Pick<Sent, 'text' | 'name' | 'values'> => ({
  text,
  ...(name !== undefined && { name }),
  // As the wire has them.
  values: values.map((value) => (Buffer.isBuffer(value) ? { base64: value.toString('base64') } : (value as string | null))),
});
