/** PostgreSQL or the way to it is away: whether the statement was executed is not known. */
export class ConnectionLost extends Error {
  readonly code: string | undefined;

  constructor(cause: unknown) {
    super('the connection to PostgreSQL is lost', { cause });
    this.code = codeOf(cause);
  }
}

/**
 * The classes of SQLSTATE (two characters) and single states that pass by themselves, or by an operator's hand: nothing
 * is wrong with the statement.
 */
const passingStates: readonly string[] = [
  '08', // connection exception
  '28', // this server does not let us in: a password that is being changed, a rule for hosts
  '3D000', // no such database: a server that is being set up
  '53', // insufficient resources: disk, memory, connections
  '57014', // cancelled by a time limit of the server
  '57P', // an operator ends the session or the server, or it starts
  '58', // the system below PostgreSQL fails, such as a disk
  '25006', // read only: a standby after a failover, or a server that protects itself
  '25P03', // the transaction was idle for too long
  '25P04', // the transaction was open for too long
  '40', // rolled back: serialization, deadlock, completion unknown
  '55P03', // a lock was not available in time
];

/** What `node:net` and `node:dns` say of a server that cannot be reached. */
const unreachable = new Set(
  'ECONNABORTED ECONNREFUSED ECONNRESET EAI_AGAIN EHOSTDOWN EHOSTUNREACH ENETDOWN ENETUNREACH ENOTFOUND EPIPE ETIMEDOUT'.split(' '),
);

/** `pg` tells of lost connections by words alone. */
const wordsOfLoss =
  /Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|not queryable|Client was closed|stream was destroyed/i;

/** True when the same statement may succeed later, at this server or at the one that takes its place. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ConnectionLost || isLoss(error) || isForgotten(error) || isOutdated(error)) return true;
  const code = codeOf(error) ?? '';
  return passingStates.some((state) => code.startsWith(state) && code.length === 5);
}

/** True when the connection, and not the server, has answered. */
export function isLoss(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return unreachable.has(code) || code === 'ERR_STREAM_DESTROYED' || (error instanceof Error && wordsOfLoss.test(error.message));
}

/** True when the server has answered with this error, and its connection goes on. */
export const isAnswered = (error: unknown): boolean => /^[0-9A-Z]{5}$/.test(codeOf(error) ?? '') && !isLoss(error);

/** True when the client's own time limit ended the statement. */
export const isClientLimit = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';

/** True when the server refuses to write. */
export const isReadOnly = (error: unknown): boolean => codeOf(error) === '25006';

/** True when the server does not know what its connection has prepared: a pooler or a person has dropped it. */
export const isForgotten = (error: unknown): boolean => codeOf(error) === '26000';

/** True when the schema has changed the result of a prepared statement: it fails on its connection for good. */
export const isOutdated = (error: unknown): boolean =>
  codeOf(error) === '0A000' && (error as { routine?: unknown }).routine === 'RevalidateCachedQuery';

/** SQLSTATE of an answer of the server, or the code of Node; undefined for an error without one. */
export function codeOf(error: unknown): string | undefined {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: { code?: unknown } };
  const told = code ?? driverError?.code;
  return typeof told === 'string' ? told : undefined;
}
