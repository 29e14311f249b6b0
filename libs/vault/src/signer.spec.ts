import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { PublicKey, Signer } from './signer';

const signer = new Signer(Buffer.alloc(32, 7));
/** LibreSSL and older ones cannot verify Ed25519 from the command line. */
const hasOpenssl = /^OpenSSL [3-9]/.test(spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '');
const text = '{"type":"a kind","n":1}';

describe('a signature', () => {
  it('is verified by the public key of its signer, and by no other', () => {
    const signature = signer.sign(text);
    expect(PublicKey.fromPem(signer.publicKey.pem).verifies(text, signature)).toBe(true);
    expect(signer.publicKey.verifies(`${text} `, signature)).toBe(false);
    expect(new Signer(Buffer.alloc(32, 8)).publicKey.verifies(text, signature)).toBe(false);
  });

  it('and the name of its key do not change from release to release', () => {
    expect(signer.publicKey.id).toBe('324be2dea8bc4446');
    expect(signer.sign(text)).toBe('NV9EuYBUcnYLGY5E9/Plx/apT1ojzzDvbfXq7bIIyFaNVvYWuTMkLTxZv7caAFvb3E6J93BKiXq37odv40KkAA==');
  });

  (hasOpenssl ? it : it.skip)('is verified by openssl', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenure-signer-'));
    const file = (name: string, content: string | Buffer) => (writeFileSync(join(folder, name), content), join(folder, name));
    const [key, body] = [file('key.pem', signer.publicKey.pem), file('body', text)];
    const signature = file('signature', Buffer.from(signer.sign(text), 'base64'));
    const given = ['pkeyutl', '-verify', '-pubin', '-inkey', key, '-rawin', '-in', body, '-sigfile', signature];
    expect(execFileSync('openssl', given, { encoding: 'utf8' })).toContain('Verified Successfully');
    rmSync(folder, { recursive: true });
  });
});

describe('a signer', () => {
  it('shows its private key in no print', () => {
    const secret = Buffer.alloc(32, 7);
    for (const form of ['base64', 'hex'] as const)
      expect(inspect(signer, { depth: 9, showHidden: true })).not.toContain(secret.toString(form));
    expect(JSON.stringify(signer)).not.toContain('rivate');
  });

  it('takes no file that does not hold 32 bytes in base64, and names it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenure-signer-'));
    writeFileSync(join(folder, 'key'), 'too short');
    expect(() => Signer.fromFile(join(folder, 'key'))).toThrow(/key does not hold 32 bytes in base64/);
    expect(() => Signer.fromFile(join(folder, 'missing'))).toThrow('ENOENT');
    rmSync(folder, { recursive: true });
  });
});
