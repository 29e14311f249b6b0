import { goesOnAfterRefusal } from '#activities';
import { companyRoles, identityReviewer, platformGrants, processes } from '#domain';
import { partsOf } from '#engine';
import type { OperatorTask } from '#read-models';
import { pathOf } from '../process/view';

type Task = Pick<OperatorTask, 'taskId' | 'streamId' | 'kind' | 'ref'> & Partial<Pick<OperatorTask, 'companyId'>>;

/** Their process is tried at once. */
const tried: readonly string[] = ['overdue', 'stuck', 'at-rest', 'effect-keeps-failing', 'effect-failed'];
export const canBeTried = ({ kind }: Task): boolean => tried.includes(kind);

const retryOf = ({ taskId }: Task) => `POST /v1/operator-tasks/${taskId}/retry`;

const resolutionOf = ({ taskId }: Task) => `POST /v1/operator-tasks/${taskId}/resolution`;

/** The call by which somebody gets the role that a slot waits for. */
function grantOf({ ref, companyId }: Task): string | undefined {
  if (ref === identityReviewer) return 'POST /v1/identity-reviewers';
  if (platformGrants.some((grant) => grant === ref)) return 'POST /v1/platform-grants';
  return companyId && companyRoles.some((role) => role === ref) ? `POST /v1/companies/${companyId}/roles` : undefined;
}

const calls: Readonly<Record<string, (task: Task) => string | undefined>> = {
  ...Object.fromEntries(tried.map((kind) => [kind, retryOf])),
  'purge-blocked': ({ ref, streamId }) => goesOnAfterRefusal(ref, partsOf(streamId).id),
  'directory-removal-refused': ({ streamId }) => goesOnAfterRefusal('removeDirectoryEntry', partsOf(streamId).id),
  'reviewers-missing': ({ streamId }) => `POST /v1/registrations/${partsOf(streamId).id}/review`,
  'approvers-silent': ({ streamId }) => `GET /v1/approvals/${partsOf(streamId).id}`,
  'approvers-missing': (task) => grantOf(task) ?? `GET /v1/approvals/${partsOf(task.streamId).id}`,
  'approvers-unreachable': ({ streamId }) => `GET /v1/approvals/${partsOf(streamId).id}`,
  'approver-never-seen': ({ streamId }) => `GET /v1/approvals/${partsOf(streamId).id}`,
  'risk-alert': ({ streamId }) => `POST /v1/risk-alerts/${partsOf(streamId).id}/acknowledgement`,
  'approval-lapsed': resolutionOf,
  'late-answer': resolutionOf,
  'many-openings': resolutionOf,
  'many-codes': resolutionOf,
  'many-misses': resolutionOf,
  'clock-ahead': () => 'npm run clock',
  'clock-behind': () => 'npm run clock',
  'anchor-fails': () => 'npm run anchor',
  'anchor-stopped': () => 'npm run anchor',
};

/**
 * The call that goes on, once the matter is settled where it came up; undefined for a kind that only another release
 * knows.
 */
export const goesOnOf = (task: Task): string | undefined => calls[task.kind]?.(task);

/**
 * With nothing to try, their trouble need not be over: a person settles a refusal, or finds out why the process rests.
 */
const calledInstead: Readonly<Record<string, (task: Task) => string>> = {
  'effect-failed': ({ taskId }) => `POST /v1/operator-tasks/${taskId}/resolution`,
  'at-rest': ({ streamId }) => `GET ${pathOf(partsOf(streamId).type, partsOf(streamId).id)}/workflow`,
};

/** The call for a task of which there is nothing to try; undefined where its trouble is over then. */
export const goesOnUntried = (task: Task): string | undefined => calledInstead[task.kind]?.(task);

/** The command by which a rule orders again what was refused. */
export function orderedAgainBy({ kind, ref, streamId }: Task) {
  const { id } = partsOf(streamId);
  if (kind === 'purge-blocked') return { process: 'deregistration', id, command: { type: 'RetryPurgeStep', step: ref } } as const;
  if (kind === 'directory-removal-refused') return { process: 'registration', id, command: { type: 'RetryDirectoryRemoval' } } as const;
  return undefined;
}

const troubles: readonly string[] = Object.values(processes).flatMap(
  ({ troubleKinds }: { troubleKinds: readonly string[] }) => troubleKinds,
);

/** A call ends what it is about. Without such a call a person says when it is settled. */
export const endsWithItsTrouble = ({ kind }: Task): boolean => troubles.includes(kind) && calls[kind] !== resolutionOf;
