import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnchorFolder, writeNextLine } from '#anchor';
import { openDatabase, type Database } from '#event-store';
import { life, testEngine, type TestEngine } from '#testing';
import { Signer } from '#vault';
import { readVerification, verify } from './verify-chain';

let test: TestEngine;
let owner: Database;
let folder: string;
let said: string[];

beforeEach(async () => {
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  folder = mkdtempSync(join(tmpdir(), 'tenure-verify-'));
  test = await testEngine();
  owner = await openDatabase({ url: test.urls.ownerUrl, applicationName: 'owner', poolSize: 1 });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await owner.close();
  await test.close();
  rmSync(folder, { recursive: true });
});

describe('verify-chain --against', () => {
  it('says what was checked, and what differs', async () => {
    const { accountId } = await life(test).takeIn('+8613800138000');
    const signer = new Signer(Buffer.alloc(32, 7));
    await writeNextLine({ database: test.database, folder: new AnchorFolder(folder), signer: () => signer });
    expect(await verify(owner, readVerification(['--against', folder]))).toBe(0);
    expect(said).toEqual([
      '1 events verified, 0 faults.',
      expect.stringMatching(/^1 lines of the anchor, the last of 20\S+; signed by key 324be2dea8bc4446 from line 1 on\.$/),
      '1 events of 1 lines compared, 0 faults.',
    ]);

    await owner.query('ALTER TABLE es.events DISABLE TRIGGER USER');
    await owner.query('DELETE FROM es.events');
    said = [];
    expect(await verify(owner, readVerification(['--against', join(folder, 'anchors.jsonl')]))).toBeGreaterThan(1);
    expect(said).toContain(`events-gone at account:${accountId}@1 in es.streams`);
    expect(said).toContainEqual(
      expect.stringMatching(/^database older than the anchor: .* Positions 1 to \d+ are missing; .* line 1 of 20/),
    );
  });

  it('trusts the given keys alone', async () => {
    await life(test).takeIn('+8613800138000');
    const [signer, other] = [7, 8].map((byte) => new Signer(Buffer.alloc(32, byte))) as [Signer, Signer];
    const lines = new AnchorFolder(folder);
    await writeNextLine({ database: test.database, folder: lines, signer: () => signer });
    await lines.publish(other.publicKey);
    expect(await verify(owner, readVerification(['--against', folder, '--key', join(folder, `key-${other.publicKey.id}.pem`)]))).toBe(1);
    expect(said).toContain('key unknown: line 1 is signed by key 324be2dea8bc4446, which is not among those given.');
  });

  it('checks nothing where the lines cannot be read', async () => {
    await expect(verify(owner, readVerification(['--against', join(folder, 'missing')]))).rejects.toThrow('ENOENT');
    expect(said).toEqual([]);
  });
});

describe('its options', () => {
  it.each([[['--agianst', 'x']], [['--after', 'x', '--against', 'x']], [['--after', '2']], [['--key', 'k.pem']], [['x']]])(
    'are refused where they are wrong: %j',
    (given) => {
      expect(() => readVerification(given)).toThrow();
    },
  );
});
