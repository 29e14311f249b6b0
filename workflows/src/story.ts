import type { ProcessType, StatusOf } from '#domain';

/** One sentence for each status of a process: a missing and an unknown status do not compile. */
export type Story<P extends ProcessType> = Readonly<Record<StatusOf<P>, string>>;

/** What an operator reads about a status, also about one that only a newer release knows. */
export function sentenceFor(status: string, story: Readonly<Record<string, string>>): string {
  return (Object.hasOwn(story, status) ? story[status] : undefined) ?? 'in a status that this release does not know';
}
