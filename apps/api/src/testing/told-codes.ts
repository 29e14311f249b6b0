/** As much of an OpenAPI document as tells what a route may refuse with: the codes of a status are its description. */
export interface RoutesDocument {
  paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>;
}

/** Of every route and of every request that cannot be read, so that no route tells them. */
const everywhere = ['bad-request', 'uri-too-long', 'internal'];

/** Whether the document tells that this route may refuse with this code. What is no route of it tells nothing, and may answer anything. */
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
