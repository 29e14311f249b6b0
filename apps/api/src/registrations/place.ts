import type { BodyOf } from '#contracts';
import type { Engine, Caller } from '#engine';

const companyId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * R12: what the applicant says of their place, as the command takes it. A company that is not named by its id is one
 * that nobody knows: an opening before version 4 took any text, and no rule reads that.
 */
export function placeSaid(
  { departmentId, hostOrg, employerOrg }: BodyOf<'registration', 'GiveProfile'>,
  engine: Pick<Engine, 'idFor'>,
  caller: Caller,
) {
  const idOf = (org: string) => (companyId.test(org) ? org.toLowerCase() : engine.idFor(caller, 'no-company'));
  const dispatch = {
    ...(hostOrg !== undefined && { hostId: idOf(hostOrg) }),
    ...(employerOrg !== undefined && { employerId: idOf(employerOrg) }),
  };
  return {
    ...(departmentId !== undefined && { departmentId }),
    ...((hostOrg ?? employerOrg) !== undefined && { dispatch }),
  };
}
