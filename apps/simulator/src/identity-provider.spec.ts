import fastify, { type FastifyInstance } from 'fastify';
import { Assertions, type Issuer } from '#assertions';
import { assertionPolicy } from '#domain';
import { identityProvider } from './identity-provider';

const person = 'user:5f6e7d8c-0000-4000-8000-000000000001';

let app: FastifyInstance;
let address: string;
let issuer: Issuer;
beforeEach(async () => {
  app = fastify();
  identityProvider(app);
  address = await app.listen({ host: '127.0.0.1', port: 0 });
  const { issuer: name, jwks_uri: jwksUri } = (await (await fetch(`${address}/people/.well-known/openid-configuration`)).json()) as {
    issuer: string;
    jwks_uri: string;
  };
  issuer = { issuer: name, jwksUri, audience: 'tenure', algorithms: ['ES256'], companies: 'platform', subjects: 'user' };
});
afterEach(() => app.close());
afterEach(() => jest.restoreAllMocks());

async function token(form: Record<string, string>): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'urn:tenure:person', client_id: 'tenure', ...form });
  const answer = await fetch(`${address}/people/token`, { method: 'POST', body });
  const { access_token: value } = (await answer.json()) as { access_token: string };
  if (!answer.ok) throw new Error(`${answer.status}`);
  return value;
}
const rotate = (keep: boolean) =>
  fetch(`${address}/people-keys/rotation`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ keep }),
  });

describe('the identity provider of test people', () => {
  it('tells where it is, and issues a token, which verifies, for any person that the caller names', async () => {
    expect(issuer.issuer).toBe(`${address}/people`);
    const said = await new Assertions([issuer]).verify(await token({ sub: person, acr: '2', auth_time: '1700000000' }));
    expect(said).toMatchObject({ subject: person, strength: '2', signedInAt: 1_700_000_000_000, client: 'tenure' });
    expect(said.id).not.toBe((await new Assertions([issuer]).verify(await token({ sub: person }))).id);
  });

  it('issues none without a name, nor to another client', async () => {
    await expect(token({})).rejects.toThrow('400');
    await expect(token({ sub: person, client_id: 'other' })).rejects.toThrow();
    await expect(token({ sub: person, grant_type: 'client_credentials' })).rejects.toThrow('400');
  });

  it('names another audience when asked, which is then refused here', async () => {
    const other = await token({ sub: person, audience: 'payroll' });
    await expect(new Assertions([issuer]).verify(other)).rejects.toMatchObject({ reason: 'audience' });
  });

  it('rotates its keys: with the former one kept, and without', async () => {
    const real = performance.now.bind(performance);
    const assertions = new Assertions([issuer]);
    const old = await token({ sub: person });
    await assertions.verify(old);
    await rotate(true);
    jest.spyOn(performance, 'now').mockImplementation(() => real() + (assertionPolicy.keysAskedAgainSeconds + 1) * 1_000);
    await assertions.verify(await token({ sub: person }));
    await assertions.verify(old);
    await rotate(false);
    await expect(new Assertions([issuer]).verify(old)).rejects.toMatchObject({ reason: 'signature' });
    await new Assertions([issuer]).verify(await token({ sub: person }));
  });

  it('writes nothing to the console', async () => {
    const lines = (['log', 'info', 'warn', 'error'] as const).map((level) =>
      jest.spyOn(console, level).mockImplementation(() => undefined),
    );
    const written = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write'));
    await token({ sub: person });
    await token({}).catch(() => undefined);
    for (const line of [...lines, ...written]) expect(line).not.toHaveBeenCalled();
  });
});
