import { randomUUID } from 'node:crypto';
import type { Request } from './http-driver';

export interface Reply<T> {
  status: number;
  body: T;
}

/** What On-Behalf-Of says for a person: a token that proves who they are, or their name alone. */
type OnBehalfOf = (userId: string) => string | Promise<string>;

const named: OnBehalfOf = (userId) => `user:${userId}`;

/** Asks the identity provider of the simulator for a token of the person, anew for each call. */
export const provenBy =
  (simulatorUrl: string): OnBehalfOf =>
  async (userId) => {
    const body = new URLSearchParams({ grant_type: 'urn:tenure:person', client_id: 'tenure', sub: `user:${userId}` });
    const answer = await fetch(`${simulatorUrl}/people/token`, { method: 'POST', body });
    if (!answer.ok) throw new Error(`the identity provider answers ${answer.status}`);
    return `Bearer ${((await answer.json()) as { access_token: string }).access_token}`;
  };

/** A caller of the API over HTTP, and nothing else: any service can do what a journey does. */
export class Api {
  constructor(
    private readonly baseUrl: string,
    private readonly key: string,
    private readonly onBehalfOf: OnBehalfOf = named,
    private readonly person?: string,
  ) {}

  actingFor(userId: string): Api {
    return new Api(this.baseUrl, this.key, this.onBehalfOf, userId);
  }

  withKey(key: string): Api {
    return new Api(this.baseUrl, key, this.onBehalfOf);
  }

  get<T>(path: string, headers: Record<string, string> = {}): Promise<Reply<T>> {
    return this.send('GET', path, undefined, headers);
  }

  post<T>(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Reply<T>> {
    return this.send('POST', path, body, { 'idempotency-key': randomUUID(), ...headers });
  }

  put<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply<T>> {
    return this.send('PUT', path, body, { 'idempotency-key': randomUUID(), ...headers });
  }

  private async send<T>(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Reply<T>> {
    const response = await fetch(this.baseUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(this.person !== undefined && { 'on-behalf-of': await this.onBehalfOf(this.person) }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }
}

/** Sends the calls of a journey: those of operators with the one key, all others with the other. */
export const sender =
  (operator: Api, service: Api) =>
  ({ method, path, body, by, headers }: Request): Promise<Reply<unknown>> => {
    const api = by === 'operator' ? operator : by === 'service' ? service : service.actingFor(by.person);
    if (method === 'GET') return api.get(path, headers);
    return method === 'POST' ? api.post(path, body, headers) : api.put(path, body, headers);
  };

const scopes = [
  'registrations:read',
  'registrations:write',
  'verifications:read',
  'verifications:write',
  'approvals:read',
  'approvals:write',
  'accounts:read',
  'deregistrations:read',
  'deregistrations:write',
  'identifiers:check',
  'scans:write',
  'act-for',
];

/** The body of the call that creates the API key of a backend service, with the scopes that journeys need. */
export const serviceKeyBody = (name: string) => ({ name, companies: 'platform', roles: ['service'], scopes });
