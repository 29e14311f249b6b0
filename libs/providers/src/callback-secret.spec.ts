import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { CallbackSecret } from './callback-secret';

const folder = mkdtempSync(join(tmpdir(), 'tenure-callback-secret-'));
afterAll(() => rmSync(folder, { recursive: true }));

function secretIn(text: string): CallbackSecret {
  const file = join(folder, 'secret');
  writeFileSync(file, text);
  return CallbackSecret.fromFile(file);
}

const base64 = Buffer.alloc(32, 7).toString('base64');
const secret = secretIn(`${base64}\n`);
const body = '{"reference":"registration:1:2:checkIdentity:1","outcome":"confirmed"}';
const minute = 60_000;
const signedAgo = (ms: number) => secret.sign('message-1', new Date(Date.now() - ms), body);

describe('the secret of a provider', () => {
  it('verifies a body signed with it, in every notation of the secret', () => {
    expect(secret.hasSigned(body, signedAgo(0))).toBe(true);
    expect(secretIn(`whsec_${base64}`).hasSigned(body, signedAgo(0))).toBe(true);
  });

  it('signs as the scheme says', () => {
    // The example of the Standard Webhooks specification's own library.
    const example = secretIn('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    expect(example.sign('msg_p5jXN8AQM9LWM0D4loKWxJek', new Date(1_614_265_330_000), '{"test": 2432232314}')).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it.each([4 * minute, -4 * minute])('takes a message that is %i ms old', (ms) => {
    expect(secret.hasSigned(body, signedAgo(ms))).toBe(true);
  });

  it.each([6 * minute, -6 * minute, 30 * 24 * 60 * minute])('takes none that is %i ms old', (ms) => {
    expect(secret.hasSigned(body, signedAgo(ms))).toBe(false);
  });

  it('rejects another body, another message and another time', () => {
    const headers = signedAgo(0);
    expect(secret.hasSigned(`${body} `, headers)).toBe(false);
    expect(secret.hasSigned(body, { ...headers, 'webhook-id': 'message-2' })).toBe(false);
    expect(secret.hasSigned(body, { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) })).toBe(false);
  });

  it('rejects a signature of another secret of the same length', () => {
    const other = secretIn(Buffer.alloc(32, 8).toString('base64')).sign('message-1', new Date(), body);
    expect(other['webhook-signature']).toHaveLength(signedAgo(0)['webhook-signature']!.length);
    expect(secret.hasSigned(body, other)).toBe(false);
  });

  it('finds the right signature among several, as after a change of secrets', () => {
    const headers = signedAgo(0);
    expect(secret.hasSigned(body, { ...headers, 'webhook-signature': `v1a,AAAA v1,AAAA ${headers['webhook-signature']}` })).toBe(true);
  });

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('needs %s, once', (name) => {
    const headers: Record<string, unknown> = signedAgo(0);
    for (const other of [undefined, '', 'nonsense', [headers[name], headers[name]]])
      expect(secret.hasSigned(body, { ...headers, [name]: other })).toBe(false);
  });

  it.each(['', 'short', Buffer.alloc(23).toString('base64'), 'no base64, though it is long enough for a secret'])(
    'is refused as %j without telling it',
    (text) => {
      expect(() => secretIn(text)).toThrow(`${join(folder, 'secret')} does not hold 24 bytes or more in base64`);
    },
  );

  it('never shows when printed', () => {
    expect(`${inspect(secret, { depth: 9, showHidden: true })} ${JSON.stringify(secret)}`).not.toMatch(/BwcH|07, ?07|7, ?7/);
  });
});
