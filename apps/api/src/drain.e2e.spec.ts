import { connect } from 'node:net';
import { openDatabase } from '#event-store';
import { install, type Installation } from '#testing';

describe('an API that receives SIGTERM', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await install();
    await installation.start('api');
  });
  afterAll(async () => installation?.close());

  it('answers bytes that are not HTTP with a problem', async () => {
    const { port } = new URL(installation.apiUrl);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"code":"bad-request"');
  });

  it('answers waiting callers, and ends', async () => {
    const { body: account } = await installation.call('POST', '/v1/accounts', { body: { phone: '+8613800138000' } });
    const { body } = await installation.leave(account['id'] as string);
    const id = String(body['id']);
    const database = await openDatabase({ url: installation.database.url, applicationName: 'test', poolSize: 1 });
    // No worker runs here: the test writes the passing state.
    await database.query(
      `WITH passing AS (UPDATE rm.process SET status = 'purging' WHERE id = $1 RETURNING stream_id)
       UPDATE es.streams s SET state = (s.state::jsonb || '{"status":"purging","receipts":{},"blocked":{},"retries":{}}')::json FROM passing p WHERE s.stream_id = p.stream_id`,
      [id],
    );
    const waiting = installation.call('GET', `/v1/deregistrations/${id}`, { headers: { prefer: 'wait=30' } });
    await expect(untilPolled(database)).resolves.toBe(true);
    await installation.stop('api');
    expect(await waiting).toMatchObject({ status: 200, body: { id, state: 'purging' } });
    await database.close();
    expect(installation.logs()).toMatch(/"message":"stopped"/);
  });
});

/** The API's poller asks ten times a second while a caller waits: its last statement shows it. */
async function untilPolled(database: Awaited<ReturnType<typeof openDatabase>>): Promise<boolean> {
  for (;;) {
    const found = await database.query(
      `SELECT 1 FROM pg_stat_activity WHERE application_name = 'tenure-api-reads' AND query LIKE 'SELECT stream_id AS "streamId", status, revision FROM rm.process%'`,
    );
    if (found.length > 0) return true;
  }
}
