import { z } from 'zod';
import { body } from './face';
import { exampleId, id, instant, knownLabel, label, sentInstant } from './formats';

const endReason = z.enum(['left', 'removed']);

/** `POST /v1/accounts/{id}/memberships/{companyId}/end`. A person who acts themselves sends `left`. */
export const EndMembership = body(z.strictObject({ reason: endReason }), { reason: 'left' }, { reason: 'removed' });

/** `PUT /v1/accounts/{id}/memberships/{companyId}/department`. */
export const ChangeDepartment = body(z.strictObject({ departmentId: id }), { departmentId: exampleId });

/** `PUT /v1/accounts/{id}/memberships/{companyId}/position`. */
export const ChangePosition = body(z.strictObject({ positionId: label }), { positionId: 'sales' });

/** The member with the position, and the group of permissions that it brings. */
export const positionedMember = z.strictObject({ accountId: id, companyId: id, positionId: knownLabel, template: knownLabel });

const dormancyReason = z.enum(['left-and-kept', 'on-leave', 'asked-for']);
/** `PUT /v1/accounts/{id}/memberships/{companyId}/dormancy`. */
export const MakeMemberDormant = body(z.strictObject({ reason: dormancyReason }), { reason: 'on-leave' });

const leaverFate = z.enum(['end', 'dormant']);
/** `POST /v1/accounts/{id}/memberships/{companyId}/employment-end`. */
export const EndEmployment = body(
  z.strictObject({
    at: sentInstant.describe('When the employment ends; now or before now: at once.'),
    then: leaverFate.optional().describe('What becomes of the membership; left out: it ends.'),
  }),
  { at: '2030-01-01T00:00:00Z' },
  { at: '2025-01-01T00:00:00Z', then: 'dormant' },
);

export const membershipParams = z.strictObject({ id, companyId: id });

/** The membership as it ended: who has removed a person may see the account no more. */
export const endedMembership = z.strictObject({ accountId: id, companyId: id, reason: endReason, endedAt: instant });

/** A member who is kept or let go; `employmentEndsAt`: the end that is still to come. */
export const keptMember = z.strictObject({
  accountId: id,
  companyId: id,
  state: z.enum(['active', 'dormant', 'ended']),
  dormantAt: instant.optional(),
  employmentEndsAt: instant.optional(),
});

export const movedMember = z.strictObject({ accountId: id, companyId: id, departmentId: id });
