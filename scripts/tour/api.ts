import { randomUUID } from 'node:crypto';

export interface Reply<T> {
  status: number;
  body: T;
  etag: string | undefined;
}

/** A caller of the API over HTTP, and nothing else: what the tour can do, any service can. */
export class Api {
  constructor(
    private readonly baseUrl: string,
    private readonly key: string,
    private readonly onBehalfOf?: string,
  ) {}

  actingFor(userId: string): Api {
    return new Api(this.baseUrl, this.key, userId);
  }

  withKey(key: string): Api {
    return new Api(this.baseUrl, key);
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
        ...(this.onBehalfOf !== undefined && { 'on-behalf-of': `user:${this.onBehalfOf}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T, etag: response.headers.get('etag') ?? undefined };
  }
}
