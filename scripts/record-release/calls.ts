import { randomUUID } from 'node:crypto';
import { madeUpPhone, type Api } from '#journey';

/** A command as it was sent and answered: sent again with its key, it gets this answer from every later release. */
export interface RecordedCall {
  path: string;
  body: object;
  idempotencyKey: string;
  status: number;
  answer: unknown;
}

/** One call that is accepted, and one that is refused. */
export async function recordedCalls(operator: Api): Promise<RecordedCall[]> {
  const body = { phone: madeUpPhone(), name: 'Former Person' };
  const calls: RecordedCall[] = [];
  for (const expected of [201, 409]) {
    const [path, idempotencyKey] = ['/v1/accounts', randomUUID()];
    const { status, body: answer } = await operator.post(path, body, { 'idempotency-key': idempotencyKey });
    if (status !== expected) throw new Error(`a second account under one number is answered ${status}`);
    calls.push({ path, body, idempotencyKey, status, answer });
  }
  return calls;
}
