import { whyKept } from './keeping';
import type { Role } from './role';

/** A role that goes with a person: its stream, the ids of the person that may hold it, and others who hold it. */
export interface RoleLeft {
  role: string;
  ids: readonly string[];
  others: readonly { principalId: string; accountId: string }[];
}

/**
 * D10: whether a company would be without a super admin. Which one is told to nobody: a service of one company must not
 * learn of another. `facts`: `role <id>` and `holder <account>`, as they are under lock.
 */
export const isLastSomewhere = (leaves: readonly RoleLeft[], facts: Readonly<Record<string, unknown>>): boolean =>
  leaves.some(({ role: id, ids, others }) => {
    const role = facts[`role ${id}`] as Role | undefined;
    return role?.status === 'granted' && whyKept(role, ids, others, facts) !== undefined;
  });
