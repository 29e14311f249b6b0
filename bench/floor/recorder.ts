import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { Client, type QueryConfig, type QueryResult } from 'pg';
import { prepareValue } from 'pg/lib/utils';
import { programOf, type Sent } from './sent';

/**
 * Loaded into the programs of a stack by `node --require`: writes every statement that they send, with its parameters and
 * its instants, into a file of this folder, a line each.
 */
const folder = process.env.TENURE_BENCH_RECORDING;
const program = programOf(process.argv[1] ?? '');

if (folder !== undefined && program !== undefined)
  record(createWriteStream(join(folder, `${program}.${process.pid}.ndjson`), { mode: 0o600 }));

function record(file: WriteStream): void {
  const connections = new Map<Client, number>();
  const prototype = Client.prototype as unknown as { query(...given: unknown[]): unknown };
  const original = prototype.query;
  prototype.query = function (this: Client, ...given: unknown[]) {
    const sentAt = now();
    const answer = original.apply(this, given);
    const [config] = given as [string | QueryConfig];
    // Questions with a callback are those of the pool itself, and carry nothing of ours.
    if (!(answer instanceof Promise)) return answer;
    if (!connections.has(this)) connections.set(this, connections.size);
    const asked = {
      connection: connections.get(this)!,
      owner: isOwner(this),
      options: optionsOf(this),
      sentAt,
      ...statementOf(config, given[1]),
    };
    const write = (rows: number) => void file.write(JSON.stringify({ ...asked, answeredAt: now(), rows } satisfies Sent) + '\n');
    answer.then(
      (result: QueryResult) => write(result.rowCount ?? 0),
      () => write(-1),
    );
    return answer;
  };
}

const now = (): number => performance.timeOrigin + performance.now();

const isOwner = ({ user }: Client): boolean => user !== 'tenure_app';

const optionsOf = (client: Client): string =>
  (client as unknown as { connectionParameters: { options?: string } }).connectionParameters.options ?? '';

function statementOf(config: string | QueryConfig, more: unknown): Pick<Sent, 'text' | 'name' | 'values'> {
  const { text, name, values = Array.isArray(more) ? (more as unknown[]) : [] } = typeof config === 'string' ? { text: config } : config;
  return {
    text,
    ...(name !== undefined && { name }),
    values: values.map(prepareValue).map((value) => (Buffer.isBuffer(value) ? { base64: value.toString('base64') } : value)),
  };
}
