/** The part of an OpenAPI document that names the refusals of a route: the description of a status lists its codes. */
export interface RoutesDocument {
  paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>;
}

/** Codes of every route and of every unreadable request, so no route lists them. */
const everywhere = ['bad-request', 'uri-too-long', 'internal'];

/**
 * True if the document names this code for this route. A path without a route lists nothing, and may answer anything.
 */
export function tells({ paths }: RoutesDocument, method: string, url: string, code: string): boolean {
  const asked = url.split('?')[0]!.split('/');
  const fits = (path: string) => {
    const parts = path.split('/');
    return parts.length === asked.length && parts.every((part, i) => part === asked[i] || (part.startsWith('{') && asked[i] !== ''));
  };
  const path = Object.keys(paths)
    .filter(fits)
    .toSorted((a, b) => a.split('{').length - b.split('{').length)[0];
  const route = path && paths[path]![method.toLowerCase()];
  if (!route || everywhere.includes(code)) return true;
  return Object.values(route.responses).some(({ description }) => description.split(', ').includes(code));
}
