import canonicalize from 'canonicalize';
import type { FastifyRequest } from 'fastify';

const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const idInPath = new RegExp(`(?<=/)${id.source}(?=/|$)`, 'gi');
const idAlone = new RegExp(`^((user|outside):)?${id.source}$`, 'i');

type Requested = Pick<FastifyRequest, 'method' | 'url' | 'body'>;

/** What a request asks for, as its caller wrote it, but for the order of its fields. */
export const asWritten = ({ method, url, body }: Requested): string[] => [method, pathOf(url), canonicalize(body ?? null)!];

/** The same for all ways of writing one request: ids in any case, no body or an empty one. */
export function asMeant({ method, url, body }: Requested): string[] {
  const path = pathOf(url).replace(idInPath, (each) => each.toLowerCase());
  const json = canonicalize(withPlainIds(body ?? null))!;
  return [method, path, json === '{}' ? 'null' : json];
}

/** A text that is an id and nothing else is one, whatever its field; a longer text keeps its case. */
function withPlainIds(value: unknown): unknown {
  if (typeof value === 'string') return idAlone.test(value) ? value.toLowerCase() : value;
  if (Array.isArray(value)) return value.map(withPlainIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withPlainIds(field)]));
}

const pathOf = (url: string): string => url.split('?', 1)[0]!;
