import type { Keys } from '#vault';

/** Positions, roles and invites live under ids that follow from what they are called, so that one reads them without a search. */
export const positionStream = (keys: Keys, companyId: string, positionId: string): string => keys.uuid('position', companyId, positionId);

export const roleStream = (keys: Keys, companyId: string, role: string): string => keys.uuid('role', companyId, role);

/** Of a role of the platform's own, which belongs to no company. */
export const platformRoleStream = (keys: Keys, role: string): string => keys.uuid('role', 'platform', role);

/** Of an invite all that is kept of its code. */
export const inviteStream = (keys: Keys, code: string): string => keys.uuid('invite', code);
