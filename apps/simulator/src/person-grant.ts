import type { Provider, TokenEndpointGrantContext } from 'oidc-provider';

/** A grant of its own: nobody signs in, the caller says who does. */
export const grantOfPerson = 'urn:tenure:person';

/** The form of the token route. */
export interface PersonAsked {
  /** The person: `user:<id>`, as an account's id says. */
  sub?: string;
  acr?: string;
  /** When they signed in, in seconds; now if it is left out. */
  auth_time?: string;
  audience?: string;
}

/** Issues a token (RFC 9068) for the person that the form names, signed with this key. */
export const issuePerson =
  (provider: Provider, kid: string) =>
  async (ctx: TokenEndpointGrantContext<PersonAsked>): Promise<void> => {
    const { sub, audience = 'tenure' } = ctx.oidc.params;
    if (!sub) return ctx.throw(400, 'sub is missing');
    const token = new provider.AccessToken({ client: ctx.oidc.client, accountId: sub, grantId: '', gty: grantOfPerson });
    token.resourceServer = new provider.ResourceServer(audience, {
      scope: '',
      audience,
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: 'ES256', kid } },
    });
    const value = await token.save();
    ctx.body = { access_token: value, expires_in: token.expiration, token_type: token.tokenType };
  };
