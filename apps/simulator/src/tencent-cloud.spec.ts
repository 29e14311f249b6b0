import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import type { FastifyInstance } from 'fastify';
import {
  connectProviders,
  prepareProviders,
  type ProviderRefused,
  ProviderUnavailable,
  readCallbackSecrets,
  tencentAuthorization,
} from '#providers';
import { buildSimulator } from './simulator';
import { simulatedPair } from './tencent-signature';

const folder = mkdtempSync(join(tmpdir(), 'tenure-tencent-'));
afterAll(() => rmSync(folder, { recursive: true }));

let simulator: FastifyInstance;
let address: string;
beforeEach(async () => {
  prepareProviders(folder, 'http://127.0.0.1:1');
  simulator = buildSimulator({ apiUrl: 'http://127.0.0.1:1', secrets: readCallbackSecrets(folder) });
  address = await simulator.listen({ host: '127.0.0.1', port: 0 });
  vendorOf('messaging/channels/sms', {
    ...{ region: 'ap-guangzhou', SmsSdkAppId: '1400006666', SignName: 'Tenure', templates: { oneTimeCode: '1110' } },
  });
  vendorOf('identity-registry');
  vendorOf('bank-card-check');
  vendorOf('face-check', { RuleId: '0' });
});
afterEach(() => simulator.close());

function holds(path: string, text: string): void {
  const file = join(folder, 'calls', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function vendorOf(path: string, settings: object = {}, pair = simulatedPair): void {
  holds(`${path}/vendor`, 'tencent-cloud');
  holds(`${path}/address`, address);
  holds(`${path}/secret-id`, pair.secretId);
  holds(`${path}/secret-key`, pair.secretKey);
  holds(`${path}/settings.json`, JSON.stringify(settings));
}

const ports = () => connectProviders(folder);
const fault = async (action: string, payload: object) =>
  expect((await simulator.inject({ method: 'PUT', url: `/faults/${action}`, payload })).statusCode).toBe(204);
const phone = '+8613800138000';
const text = { channel: 'sms', to: phone, text: '123456 is your code', idempotencyKey: 'code-1' } as const;
const code = { ...text, template: { name: 'oneTimeCode', parameters: ['123456', '10'] } };
const person = { name: '韦小宝', number: '11010519491231002X' };
const identity = (name = person.name) => ({
  ...{ name, document: { kind: 'id-card', number: person.number } as const, idempotencyKey: 'a' },
});
const card = (number = '6222020200112230') => ({ person, card: number, idempotencyKey: 'a' });
const subject = 'verification:0b0e7a3c-0000-4000-8000-000000000001';
const token = (word = 'ok') => `faceid:${subject.replace(':', '_')}_${word}`;
const face = (result = token()) => ({ result, subject, person, idempotencyKey: 'a' });
const messages = async () => (await simulator.inject('/tencent-cloud/messages')).json<{ items: Record<string, unknown>[] }>().items;

async function failure(call: Promise<unknown>): Promise<ProviderRefused | ProviderUnavailable> {
  const error: unknown = await call.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  return error as ProviderRefused | ProviderUnavailable;
}
const isLater = (reason: string) => expect.objectContaining({ name: 'ProviderUnavailable', reason }) as Error;
const isRefused = (reason: string) => expect.objectContaining({ name: 'ProviderRefused', reason }) as Error;

describe('SMS by Tencent Cloud', () => {
  it('sends by the template of the message, with what it fills in', async () => {
    await ports().messaging.send(code);
    expect(await messages()).toMatchObject([{ to: phone, template: '1110', parameters: ['123456', '10'] }]);
  });

  it('is called in vain for a message without a template: an operator has to add it', async () => {
    const other = { ...code, template: { name: 'tellOutcome', parameters: [] } };
    for (const message of [text, other]) expect(await failure(ports().messaging.send(message))).toEqual(isLater('vendor-settings'));
    expect(await messages()).toEqual([]);
  });

  it.each([
    ['FailedOperation.PhoneNumberInBlacklist', isRefused('number-blocked')],
    ['LimitExceeded.PhoneNumberThirtySecondLimit', isLater('vendor-busy')],
    ['FailedOperation.NewTrouble', isLater('unknown-failed-operation-new-trouble')],
  ])('knows what the status of a number means: %s', async (mode, expected) => {
    await fault('SendSms', { mode });
    expect(await failure(ports().messaging.send(code))).toEqual(expected);
    expect(await messages()).toEqual([]);
  });

  it('may send twice where an answer was lost, with the same context', async () => {
    await fault('SendSms', { mode: 'lose-answer', times: 1 });
    expect(await failure(ports().messaging.send(code))).toBeInstanceOf(ProviderUnavailable);
    await ports().messaging.send(code);
    expect(await messages()).toHaveLength(2);
    expect((await simulator.inject('/calls?key=code-1')).json()).toMatchObject({ items: [{ kind: 'SendSms', seen: 2 }] });
  });
});

describe('identity cards by Tencent Cloud (R5)', () => {
  it('are confirmed or not', async () => {
    expect(await ports().identityRegistry.check(identity())).toBe('confirmed');
    expect(await ports().identityRegistry.check(identity('unconfirmed'))).toBe('unconfirmed');
  });

  it.each([
    ['-4', isLater('vendor-busy')],
    ['-5', isRefused('no-record')],
    ['-99', isLater('unknown-id-card-verification')],
  ])('knows what the result means: %s', async (mode, expected) => {
    await fault('IdCardVerification', { mode });
    expect(await failure(ports().identityRegistry.check(identity()))).toEqual(expected);
  });

  it('leaves other documents to people', async () => {
    const permit = { ...identity(), document: { kind: 'residence-permit', number: '810000199408230021' } as const };
    expect(await failure(ports().identityRegistry.check(permit))).toEqual(isRefused('document-not-served'));
  });
});

describe('bank cards by Tencent Cloud (V4)', () => {
  it.each([undefined, phone])('are the person’s own, or not; with the phone number %s', async (given) => {
    const asked = (number?: string) => ({ ...card(number), ...(given !== undefined && { phone: given }) });
    expect(await ports().bankCards.check(asked())).toBe('confirmed');
    expect(await ports().bankCards.check(asked('6222020200110002'))).toBe('unconfirmed');
  });

  it('means by one number one thing in each action', async () => {
    await fault('BankCardVerification', { mode: '-17' });
    await fault('BankCard4EVerification', { mode: '-18' });
    expect(await failure(ports().bankCards.check(card()))).toEqual(isLater('vendor-busy'));
    expect(await failure(ports().bankCards.check({ ...card(), phone }))).toEqual(isLater('vendor-busy'));
    await fault('BankCardVerification', { mode: '-7' });
    expect(await failure(ports().bankCards.check(card()))).toEqual(isRefused('card-unusable'));
  });
});

describe('faces by Tencent Cloud (R18)', () => {
  it('are those of the recording that the vendor keeps', async () => {
    expect(await ports().faceCheck.check(face())).toBe('confirmed');
    expect(await ports().faceCheck.check(face(token('unconfirmed')))).toBe('unconfirmed');
    expect(await ports().faceCheck.check(face(token('pending')))).toBe('pending');
  });

  it('prove nothing for another process, or of another person', async () => {
    const other = { ...face(), subject: subject.replace(/1$/, '2') };
    expect(await failure(ports().faceCheck.check(other))).toEqual(isRefused('recording-of-another'));
    const stranger = { ...face(), person: { ...person, name: '王芳' } };
    expect(await failure(ports().faceCheck.check(stranger))).toEqual(isRefused('recording-of-another'));
  });

  it.each(['live:recording-1', 'faceid:short', 'faceid:nothing-that-it-has'])(
    'needs a recording that the vendor has: %s',
    async (result) => {
      expect(await failure(ports().faceCheck.check(face(result)))).toEqual(isRefused('recording-unknown'));
    },
  );

  it('asks for another recording where an engine of the vendor has failed', async () => {
    await fault('GetDetectInfoEnhanced', { mode: '4' });
    expect(await failure(ports().faceCheck.check(face()))).toEqual(isRefused('recording-not-checked'));
  });
});

describe('a vendor that is down, or does not take our key', () => {
  it.each<[object, Error]>([
    [{ mode: 'unavailable' }, isLater('answered-5xx')],
    [{ mode: 'refuse', reason: 'InternalError' }, isLater('vendor-busy')],
    [{ mode: 'refuse', reason: 'InternalError.Unheard' }, isLater('vendor-busy')],
    [{ mode: 'refuse', reason: 'RequestLimitExceeded.UinLimitExceeded' }, isLater('vendor-busy')],
    [{ mode: 'refuse', reason: 'UnauthorizedOperation.Arrears' }, isLater('vendor-account')],
    [{ mode: 'refuse', reason: 'AuthFailure.SignatureExpire' }, isLater('vendor-clock')],
    [{ mode: 'refuse', reason: 'AuthFailure.TokenFailure' }, isLater('vendor-settings')],
    [{ mode: 'refuse', reason: 'InvalidParameter.Unheard' }, isLater('unknown-invalid-parameter-unheard')],
    [{ mode: 'refuse', reason: 'constructor' }, isLater('unknown-constructor')],
    [{ mode: 'refuse', reason: `to ${phone}` }, isLater('unknown-to')],
    [{ mode: 'lose-answer' }, isLater('connection-lost')],
  ])('refuses nobody: %j', async (switched, expected) => {
    for (const action of ['SendSms', 'IdCardVerification', 'BankCardVerification', 'GetDetectInfoEnhanced']) await fault(action, switched);
    const { messaging, identityRegistry, bankCards, faceCheck } = ports();
    for (const call of [messaging.send(code), identityRegistry.check(identity()), bankCards.check(card()), faceCheck.check(face())])
      expect(await failure(call)).toEqual(expected);
  });

  it.each([
    [{ ...simulatedPair, secretKey: 'another' }, 'vendor-settings'],
    [{ ...simulatedPair, secretId: 'AKIDanother' }, 'vendor-settings'],
  ])('refuses nobody for the sake of our key: %j', async (pair, reason) => {
    vendorOf('bank-card-check', {}, pair);
    expect(await failure(ports().bankCards.check(card()))).toEqual(isLater(reason));
  });

  it('shows nothing of what was sent, nor of the key, in an error or a port', async () => {
    await fault('BankCardVerification', { mode: 'refuse', reason: phone });
    const { bankCards } = ports();
    const error = await failure(bankCards.check(card()));
    expect(`${error.stack} ${JSON.stringify(error)} ${inspect(bankCards, { depth: 9, showHidden: true })}`).not.toMatch(
      /韦小宝|11010519|622202|1380013|simulated-by/,
    );
  });
});

describe('the simulated Tencent Cloud', () => {
  const body = JSON.stringify({ IdCard: person.number, Name: person.name });
  const action = 'IdCardVerification';
  const now = () => Math.floor(Date.now() / 1_000);
  const headersAt = (timestamp: number, host: string, change: Record<string, string> = {}) => ({
    authorization: tencentAuthorization(simulatedPair, { service: 'faceid', host, action, timestamp, payload: body }),
    'content-type': 'application/json; charset=utf-8',
    ...{ host, 'x-tc-action': action, 'x-tc-version': '2018-03-01', 'x-tc-timestamp': String(timestamp), ...change },
  });
  const post = async (headers: Record<string, string>, payload = body) =>
    (await simulator.inject({ method: 'POST', url: '/', headers, payload })).json<{
      Response: { RequestId: string; Error?: { Code: string } };
    }>().Response;
  const host = 'faceid.tencentcloudapi.com';

  it('answers in the vendor’s words', async () => {
    expect(await post(headersAt(now(), host))).toEqual({ Result: '0', Description: 'simulated', RequestId: expect.any(String) as string });
  });

  it.each<[string, number, Record<string, string>, string | undefined]>([
    ['AuthFailure.SignatureExpire', -301, {}, undefined],
    ['AuthFailure.SignatureExpire', 310, {}, undefined],
    ['AuthFailure.SignatureFailure', 0, { 'x-tc-action': 'BankCardVerification' }, undefined],
    ['AuthFailure.SignatureFailure', 0, { host: 'sms.tencentcloudapi.com' }, undefined],
    ['AuthFailure.SignatureFailure', 0, {}, `${body} `],
    ['AuthFailure.InvalidAuthorization', 0, { authorization: 'Bearer token' }, undefined],
    ['MissingParameter', 0, { 'x-tc-timestamp': 'now' }, undefined],
    ['NoSuchVersion', 0, { 'x-tc-version': '2017-01-01' }, undefined],
  ])('refuses a call as the vendor does: %s', async (expected, seconds, change, payload) => {
    expect((await post(headersAt(now() + seconds, host, change), payload)).Error?.Code).toBe(expected);
  });

  it('takes a clock that is less than five minutes off', async () => {
    for (const seconds of [-290, 290]) expect((await post(headersAt(now() + seconds, host))).Error).toBeUndefined();
  });
});
