import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { grantOfPerson, issuePerson, type PersonAsked } from './person-grant';
import { quietly } from './quietly';
import { SigningKeys } from './signing-keys';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Where it is mounted: its issuer is this path at the address of the simulator. */
const peoplePath = '/people';

const rotationSchema = z.strictObject({ keep: z.boolean().default(true) });

/**
 * An identity provider for test people: discovery, keys, and a token for any person that the caller names.
 *
 * `POST /people/token` with `grant_type=urn:tenure:person`, `client_id=tenure` and `sub` as a form; `acr` and
 * `auth_time` may be said. `POST /people-keys/rotation { keep? }` signs with a new key from now on.
 */
export function identityProvider(app: FastifyInstance): void {
  const keys = new SigningKeys();
  let opened: Promise<Handler> | undefined;
  const handler = () => (opened ??= openProvider(issuerOf(app), keys));

  app.register((scope, _, done) => {
    // It reads its bodies itself.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    scope.all(`${peoplePath}/*`, async ({ raw }, reply) => {
      const handle = await handler();
      reply.hijack();
      // The provider tells its own addresses by the path that it was asked at.
      const { url } = raw;
      await handle(Object.assign(raw, { originalUrl: url, url: url!.slice(peoplePath.length) }), reply.raw);
    });
    done();
  });

  app.post('/people-keys/rotation', async (request, reply) => {
    await keys.rotate(rotationSchema.parse(request.body ?? {}));
    opened = undefined;
    return reply.code(204).send();
  });
}

/** Where the simulator listens; in a test without a network any address is as good. */
function issuerOf(app: FastifyInstance): string {
  const [listening] = app.addresses();
  return `http://127.0.0.1:${typeof listening === 'object' ? listening.port : 80}${peoplePath}`;
}

/** A provider signs with the first of its keys and publishes all; rotated keys make a new one. */
async function openProvider(issuer: string, keys: SigningKeys): Promise<Handler> {
  const jwks = { keys: await keys.all() };
  return quietly(async () => {
    // An ES module that is only needed when somebody asks for it.
    const { Provider } = await import('oidc-provider');
    const provider = new Provider(issuer, {
      jwks,
      clients: [
        { client_id: 'tenure', token_endpoint_auth_method: 'none', grant_types: [grantOfPerson], response_types: [], redirect_uris: [] },
      ],
      clientDefaults: { id_token_signed_response_alg: 'ES256' },
      enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
      features: { devInteractions: { enabled: false } },
      extraTokenClaims: (ctx) => {
        const { acr, auth_time: signedInAt } = ctx.oidc.params as unknown as PersonAsked;
        return { azp: ctx.oidc.client!.clientId, acr: acr ?? '1', auth_time: Number(signedInAt ?? Math.floor(Date.now() / 1_000)) };
      },
      ttl: { AccessToken: 240 },
    });
    provider.silent = true;
    provider.registerGrantType<PersonAsked>(grantOfPerson, issuePerson(provider, jwks.keys[0]!.kid), [
      'sub',
      'acr',
      'auth_time',
      'audience',
    ]);
    return provider.callback();
  });
}
