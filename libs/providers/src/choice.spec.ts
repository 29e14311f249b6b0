import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectProvider, connectProviders, prepareProviders } from './provider-folder';

const [company, other] = ['0b0e7a3c-0000-4000-8000-000000000001', '0b0e7a3c-0000-4000-8000-000000000002'];

let address: string;
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url!.split('/')[1]!);
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"outcome":"confirmed"}');
});
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

let folder: string;
beforeEach(() => {
  asked.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'tenure-choice-'));
  prepareProviders(folder, `${address}/all`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const fileOf = (path: string) => join(folder, 'calls', path);
function holds(path: string, text: string): void {
  mkdirSync(dirname(fileOf(path)), { recursive: true });
  writeFileSync(fileOf(path), `${text}\n`);
}
const card = (companyId?: string) => ({
  ...{ person: { name: 'Zhang Wei', number: '11010519491231002X' }, card: '6222020200112230', idempotencyKey: 'a' },
  ...(companyId !== undefined && { companyId }),
});
const sms = (companyId?: string, channel: 'sms' | 'mail' | 'notice' = 'sms') => ({
  ...{ channel, to: '+8613800138000', text: 'hello', idempotencyKey: 'a' },
  ...(companyId !== undefined && { companyId }),
});

describe('the choice of a provider', () => {
  it('is by company: one with a folder of its own, all others with the common one', async () => {
    holds(`bank-card-check/companies/${company}/address`, `${address}/own`);
    const { bankCards } = connectProviders(folder);
    for (const companyId of [company, other, undefined]) await bankCards.check(card(companyId));
    expect(asked).toEqual(['own', 'all', 'all']);
  });

  it('is by channel of messages, the company before the channel', async () => {
    holds('messaging/channels/sms/address', `${address}/sms`);
    holds(`messaging/companies/${company}/address`, `${address}/own`);
    holds(`messaging/companies/${other}/channels/mail/address`, `${address}/other-mail`);
    const messaging = connectProvider(folder, 'messaging');
    for (const channel of ['sms', 'notice'] as const)
      for (const companyId of [undefined, company, other]) await messaging.send(sms(companyId, channel));
    expect(asked).toEqual(['sms', 'own', 'sms', 'all', 'own', 'all']);
    await messaging.send(sms(other, 'mail'));
    expect(asked.at(-1)).toBe('other-mail');
  });

  it('may be about some companies alone, where not every installation has the provider: the others wait', async () => {
    rmSync(fileOf('bank-card-check/address'));
    holds(`bank-card-check/companies/${company}/address`, `${address}/own`);
    const { bankCards } = connectProviders(folder);
    expect(await bankCards.check(card(company))).toBe('confirmed');
    await expect(bankCards.check(card(other))).rejects.toMatchObject({ reason: 'not-configured' });
  });

  it.each(['bank-card-check/companies/Acme/address', 'messaging/channels/fax/address', 'bank-card-check/channels/sms/address'])(
    'refuses a folder that nothing would ever ask for: %s',
    (path) => {
      holds(path, address);
      expect(() => connectProviders(folder)).toThrow(`${dirname(fileOf(path))} names no company or channel`);
    },
  );

  it('names the file that is wrong below', () => {
    holds(`bank-card-check/companies/${company}/address`, 'secret');
    expect(() => connectProviders(folder)).toThrow(`companies/${company}/address does not hold an http(s) address`);
  });
});

describe('a vendor with a protocol of its own', () => {
  const sms = 'messaging/channels/sms';
  function configured(settings: unknown): void {
    holds(`${sms}/vendor`, 'tencent-cloud');
    holds(`${sms}/address`, 'https://sms.tencentcloudapi.com');
    holds(`${sms}/secret-id`, 'AKIDsecret');
    holds(`${sms}/secret-key`, 'a-secret-key');
    holds(`${sms}/settings.json`, typeof settings === 'string' ? settings : JSON.stringify(settings));
  }
  const right = { region: 'ap-guangzhou', SmsSdkAppId: '1400006666', SignName: 'Tenure', templates: { oneTimeCode: '1110' } };

  it('is named by a file of the folder, beside its key pair and its settings', () => {
    configured(right);
    expect(connectProvider(folder, 'messaging')).toHaveProperty('send');
  });

  it.each<[string, string]>([
    ['vendor', 'nobody'],
    ['vendor', 'constructor'],
    ['secret-id', ''],
    ['secret-key', 'two secrets'],
    ['settings.json', '{"SmsSdkAppId":"secret-1"}'],
    ['settings.json', JSON.stringify({ ...right, surprise: 'secret' })],
    ['settings.json', 'secret'],
  ])('is refused with a wrong %s, without telling it: %s', (file, text) => {
    configured(right);
    holds(`${sms}/${file}`, text);
    expect(() => connectProviders(folder)).toThrow(fileOf(`${sms}/${file}`));
    expect(() => connectProviders(folder)).toThrow(
      expect.not.objectContaining({ message: expect.stringMatching(/secret-1|two|:"secret/) }) as Error,
    );
  });

  it('is refused for a port that it does not serve', () => {
    holds('directory/vendor', 'tencent-cloud');
    expect(() => connectProviders(folder)).toThrow(`${fileOf('directory/vendor')} names no vendor that serves directory`);
  });
});
