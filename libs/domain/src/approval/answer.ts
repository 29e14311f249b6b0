import { code, group, list, type ValueOf } from '../events';

/**
 * What somebody who approves says beside it, in the words of the matter: the approval knows nothing of their meaning.
 */
export const answer = group({ is: code(), with: list(code()) });
export type Answer = ValueOf<typeof answer>;
