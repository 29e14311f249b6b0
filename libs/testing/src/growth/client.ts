import type { Answer, CallOptions } from '../../../../apps/api/src/testing/api';
import type { Site } from './site';

/** The calls of one site, which must be answered as expected. */
export function client({ api }: Site) {
  const call = async (method: 'GET' | 'POST', path: string, options: CallOptions, expected?: number): Promise<Answer['body']> => {
    const { status, body } = await api.call(method, path, options);
    if (expected === undefined ? status >= 300 : status !== expected) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  return {
    get: (path: string, options: CallOptions = {}, expected?: number) => call('GET', path, options, expected),
    post: (path: string, body: unknown, options: CallOptions = {}, expected?: number) => call('POST', path, { body, ...options }, expected),
  };
}
export type Client = ReturnType<typeof client>;

export async function twoPages({ get }: Client, path: string, viewer: CallOptions = {}): Promise<void> {
  const { nextPageToken } = await get(path, viewer);
  if (nextPageToken !== undefined) await get(`${path}&pageToken=${nextPageToken}`, viewer);
}
