import { types, type Connection, type Submittable } from 'pg';
import { isAnswered } from './passing';

export interface Statement {
  /** A statement with a name is prepared once a connection; a name never changes its text. An empty one is none. */
  name?: string;
  text: string;
  values: readonly unknown[];
}

export interface Answer {
  rows: unknown[];
  /** What PostgreSQL says that it has done, such as COMMIT. */
  command: string;
}

/** How a column is read; null where a statement returns no rows. */
type Columns = readonly { name: string; read: (text: string) => unknown }[] | null;

interface Asked extends Statement {
  /** Settles with its answer. */
  answered: Promise<Answer>;
  columns: Columns;
  answer: Answer;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** What it uses of a connection; the types of `pg` ask for more than it takes. */
interface Wire {
  query(text: string): void;
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: readonly unknown[] }): void;
  describe(message: { type: 'P' }): void;
  execute(): void;
  close(message: { type: 'S'; name: string }): void;
}

/** What each connection has prepared; `unsure`: its statement failed, so that nobody knows. */
const preparedOn = new WeakMap<Connection, Map<string, Columns | 'unsure'>>();

/** A statement behind one that failed: PostgreSQL has passed over it. The code is that of a failed transaction. */
class PassedOver extends Error {
  readonly code = '25P02';

  constructor(cause: unknown) {
    super('a statement ahead of it failed', { cause });
  }
}

/**
 * Statements that one connection sends in one write, and PostgreSQL answers in one. The first that fails ends it:
 * PostgreSQL passes over those behind it.
 *
 * `pg` runs it as a query of its own kind: it calls `submit`, then a handler for each message of the answer.
 */
export class RoundTrip implements Submittable {
  /** `pg` calls it at the end, and stops its time limit by that. */
  callback: (error?: unknown) => void = () => undefined;
  /** What it sends, in this order. */
  readonly statements: Asked[] = [];
  private answers = 0;
  private isOver = false;
  private prepared = new Map<string, Columns | 'unsure'>();

  /** `values` are as the wire has them. */
  add(statement: Statement): Promise<Answer> {
    let settle!: Pick<Asked, 'resolve' | 'reject'>;
    const answered = new Promise<Answer>((resolve, reject) => (settle = { resolve, reject }));
    this.statements.push({ ...statement, ...settle, answered, columns: null, answer: { rows: [], command: '' } });
    return answered;
  }

  /** Several statements in one text: PostgreSQL takes them in the simple protocol only, so they travel alone. */
  static isOfSeveral({ name, text, values }: Statement): boolean {
    return name === undefined && values.length === 0 && /;\s*\S/.test(text);
  }

  submit(connection: Connection): null {
    const [first] = this.statements;
    if (first && RoundTrip.isOfSeveral(first)) {
      (connection as unknown as Wire).query(first.text);
      return null;
    }
    this.prepared = preparedOn.get(connection) ?? new Map<string, Columns | 'unsure'>();
    preparedOn.set(connection, this.prepared);
    connection.stream.cork();
    for (const asked of this.statements) this.send(connection as unknown as Wire, asked);
    connection.sync();
    connection.stream.uncork();
    return null;
  }

  /** What is prepared is described already, so that its columns are known. */
  private send(wire: Wire, asked: Asked): void {
    const { name = '', text, values } = asked;
    const known = name === '' ? undefined : this.prepared.get(name);
    if (known === 'unsure') wire.close({ type: 'S', name });
    const isKnown = known !== undefined && known !== 'unsure';
    if (isKnown) asked.columns = known;
    else wire.parse({ name, text });
    wire.bind({ statement: name, values });
    if (!isKnown) wire.describe({ type: 'P' });
    wire.execute();
    if (!isKnown && name !== '') this.prepared.set(name, 'unsure');
  }

  handleRowDescription({ fields }: { fields: readonly { name: string; dataTypeID: number }[] }): void {
    const asked = this.current();
    if (asked) asked.columns = fields.map(({ name, dataTypeID }) => ({ name, read: types.getTypeParser(dataTypeID, 'text') }));
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const asked = this.current();
    if (asked) asked.answer.rows.push(rowOf(asked.columns ?? [], fields));
  }

  handleCommandComplete({ text }: { text: string }): void {
    const asked = this.current();
    if (!asked) return;
    asked.answer.command = text.split(' ', 1)[0]!;
    if (asked.name) this.prepared.set(asked.name, asked.columns);
    if (!RoundTrip.isOfSeveral(asked)) this.answers += 1;
  }

  /** A text without a statement: the end says that it is answered. */
  handleEmptyQuery(): void {}

  handleReadyForQuery(): void {
    this.answers = this.statements.length;
    this.end();
  }

  /** PostgreSQL has refused a statement, or the connection is lost with all that was asked. */
  handleError(error: unknown): void {
    this.end(error);
  }

  /** Called again when a connection is lost after it, or after a time limit. */
  private end(error?: unknown): void {
    if (this.isOver) return;
    this.isOver = true;
    this.statements.forEach(({ resolve, reject, answer }, i) => {
      if (i < this.answers) resolve(answer);
      else reject(i === this.answers || !isAnswered(error) ? error : new PassedOver(error));
    });
    this.callback(error);
  }

  /** Undefined for an answer that came too late. */
  private current(): Asked | undefined {
    return this.isOver ? undefined : this.statements[this.answers];
  }
}

function rowOf(columns: NonNullable<Columns>, fields: readonly (string | null)[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  columns.forEach(({ name, read }, i) => (row[name] = fields[i] == null ? null : read(fields[i])));
  return row;
}
