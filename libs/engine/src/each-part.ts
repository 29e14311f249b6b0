import { codeOf } from '#event-store';

/** One part of a keeper's round has failed; the others have run. */
export class PartFailed extends Error {
  override readonly name = 'PartFailed';
  /** The part and the code of its failure: what a log may tell. */
  readonly code: string;

  constructor(part: string, cause: unknown) {
    const what = codeOf(cause) ?? (cause instanceof Error ? cause.name : typeof cause);
    super(`${part} failed`, { cause });
    this.code = `${part} ${what}`;
  }
}

type Parts = Readonly<Record<string, () => Promise<unknown>>>;
type Done<P extends Parts> = { [K in keyof P]?: Awaited<ReturnType<P[K]>> };

/**
 * Runs one part after the other, whatever happens to those before. @returns what each has done, and the first failure.
 */
export async function eachPart<P extends Parts>(parts: P): Promise<{ done: Done<P>; failure?: PartFailed }> {
  const done: Done<P> = {};
  let failure: PartFailed | undefined;
  for (const [name, part] of Object.entries(parts)) {
    try {
      done[name as keyof P] = (await part()) as Done<P>[keyof P];
    } catch (error) {
      failure ??= new PartFailed(name, error);
    }
  }
  return failure ? { done, failure } : { done };
}
