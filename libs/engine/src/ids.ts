import type { Keys } from '#vault';

/** Ids of processes that derive from their names, so that a command finds them without a search. */
export interface Ids {
  position(companyId: string, positionId: string): string;
  role(companyId: string, role: string): string;
  /** For a role of the platform, which belongs to no company. */
  platformRole(role: string): string;
  /** The only trace of the code of an invite. */
  invite(code: string): string;
}

export const idsFrom = (keys: Pick<Keys, 'uuid'>): Ids => ({
  position: (companyId, positionId) => keys.uuid('position', companyId, positionId),
  role: (companyId, role) => keys.uuid('role', companyId, role),
  platformRole: (role) => keys.uuid('role', 'platform', role),
  invite: (code) => keys.uuid('invite', code),
});
