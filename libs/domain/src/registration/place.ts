import { companies, type Company } from '../company/company';
import { departments, isIn, type Department } from '../department/department';
import { defined, group, id, optional, type DataOf } from '../events';
import { positions, type Position } from '../position/position';
import type { OpenRegistration } from './registration';
import type { RegistrationPolicy } from './registration.policy';

/** What an applicant says of their place in the company that they join. */
export const placeFields = {
  positionStreamId: optional(id),
  departmentId: optional(id),
  /** R12, of dispatched labour: the company in which they work, and the one that employs them. */
  dispatch: optional(group({ hostId: optional(id), employerId: optional(id) })),
};
type Place = DataOf<typeof placeFields>;

interface Found {
  position?: Position | undefined;
  department?: Department | undefined;
  employer?: Company | undefined;
}

/** `position`: the one that they name, else that of the invite, which may have been retired since. */
export const placeNeeds = ({ positionStreamId, departmentId, dispatch }: Place, { joining }: OpenRegistration) => ({
  position: positions.read(positionStreamId ?? joining?.positionStreamId),
  department: departments.read(departmentId),
  employer: companies.read(dispatch?.employerId),
});

export const placeRefusals = [
  'position-unknown',
  'position-retired',
  'department-unknown',
  'department-not-invited',
  'host-org-unknown',
  'employer-org-unknown',
  'employer-is-host',
] as const;

/** R6, R12, S0: why the applicant cannot have this place, if they cannot. */
export function misplaced(state: OpenRegistration, place: Place, found: Found, policy: RegistrationPolicy) {
  const { positionStreamId } = place;
  const { position } = found;
  const isOffered = position?.status === 'offered' && position.companyId === state.joining?.companyId;
  if (positionStreamId !== undefined && !isOffered) return 'position-unknown' as const;
  if (policy.placeInFull !== true) return undefined;
  if (positionStreamId === undefined && position?.status === 'retired') return 'position-retired' as const;
  return wrongDepartment(state, place, found) ?? wrongEmployer(state, place, found);
}

/** The managers of an invite confirm for its department: nobody comes into another one by it. */
function wrongDepartment({ joining }: OpenRegistration, { departmentId }: Place, { department }: Found) {
  if (departmentId === undefined) return undefined;
  if (joining === undefined || !isIn(department, joining.companyId)) return 'department-unknown' as const;
  const isOthers = joining.departmentId !== undefined && joining.departmentId !== departmentId;
  return isOthers ? ('department-not-invited' as const) : undefined;
}

/**
 * R12: rights come from the using unit, so that it is the company whose invite they have; any other company, of here or
 * not, is answered alike. Its employer must be here, and is another one.
 */
function wrongEmployer({ joining }: OpenRegistration, { dispatch = {} }: Place, { employer }: Found) {
  const { hostId, employerId } = dispatch;
  const isHost = joining !== undefined && (hostId ?? joining.companyId) === joining.companyId;
  if ((hostId !== undefined || employerId !== undefined) && !isHost) return 'host-org-unknown' as const;
  if (employerId === undefined) return undefined;
  if (employer?.status !== 'verified') return 'employer-org-unknown' as const;
  return employerId === joining?.companyId ? ('employer-is-host' as const) : undefined;
}

/**
 * P2: what the invite does not say, another position, a department or an employer, spares nobody the confirmations.
 */
export function placeOf({ joining }: OpenRegistration, place: Place, { position }: Found, { placeInFull }: RegistrationPolicy) {
  const { positionStreamId, departmentId, dispatch } = place;
  const employerId = placeInFull ? dispatch?.employerId : undefined;
  const chosen = placeInFull && departmentId !== joining?.departmentId ? departmentId : undefined;
  const isInvited = chosen === undefined && employerId === undefined;
  const kept = placeInFull ? defined({ departmentId: chosen, employerId }) : {};
  if (joining === undefined || (positionStreamId === undefined && isInvited)) return kept;
  const isSame = positionStreamId === undefined || positionStreamId === joining.positionStreamId;
  const named = placeInFull && position?.status === 'offered' ? { positionId: position.positionId, template: position.template } : {};
  const autoApprove = isSame && isInvited && joining.autoApprove;
  return { position: { positionStreamId: positionStreamId ?? joining.positionStreamId, autoApprove, ...named }, ...kept };
}
