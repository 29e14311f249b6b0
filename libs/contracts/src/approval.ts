import { z } from 'zod';
import { administrators, everybody, writers } from './access';
import { managers } from './company';
import { body, face } from './face';
import { count, exampleId, id, instant, knownLabel, label, person, sentInstant, taskId, text, word } from './formats';
import { page, pageQuery } from './page';
import { approvalProblems } from './problems/approvals';
import { processSchemas } from './process';

const matterTypes = [
  'registration',
  'identity-review',
  'document-export',
  'operator-key',
  'platform-grant',
  'forced-deregistration',
] as const;

const contextMax = 20;
/** What an approver should know of the matter, by names that its type gives. Sealed; only the dossier shows it. */
const context = z
  .record(knownLabel, text(500))
  .refine((values) => Object.keys(values).length <= contextMax, { message: `must have at most ${contextMax} values` });

/**
 * `POST /v1/approvals`: of a matter whose type is registered. The requester is the caller, or the named person.
 * The caller names `managers` and `companyId`, because such a matter has no stream here that names them.
 */
const OpenApproval = body(
  z.strictObject({
    matter: z.strictObject({
      type: label.describe('What is approved. Callers may ask for document-export only; other types are asked for by their own processes.'),
      id,
    }),
    policyId: knownLabel
      .optional()
      .describe(
        'Who must approve, and by when. Each type of matter has one policy; of document-export it is two-confirmations. May be left out.',
      ),
    requestedBy: person.optional(),
    managers,
    companyId: id,
    context: context
      .optional()
      .describe('What the approvers must know to decide: up to 20 values of your own names. Only the dossier of the approval shows it.'),
  }),
  {
    matter: { type: 'document-export', id: exampleId },
    managers: [`user:${exampleId}`],
    companyId: exampleId,
    context: { purpose: 'Audit' },
  },
  {
    matter: { type: 'document-export', id: exampleId },
    policyId: 'two-confirmations',
    requestedBy: `user:${exampleId}`,
    managers: [`user:${exampleId}`],
    companyId: exampleId,
  },
);

/** `POST /v1/approvals/{id}/decisions`. A rejection needs a reason; its text is sealed. */
const DecideTask = body(
  z.strictObject({
    decision: z.enum(['approve', 'reject']),
    reason: z.strictObject({ code: label, text: text(2_000).optional() }).optional(),
    taskId: taskId.optional(),
  }),
  { decision: 'approve' },
  { decision: 'reject', reason: { code: 'not-needed', text: 'Not now' }, taskId: '1.1.1.1' },
);

export const taskParams = z.strictObject({ id, taskId });

export const approvalStates = ['pending', 'approved', 'rejected', 'expired', 'withdrawn'] as const;
const matter = z.strictObject({ type: word, id });

/** People by their random ids. `at` is the instant of the decision. */
const task = z.strictObject({
  taskId,
  assignee: id,
  state: z.enum(['open', 'taken', 'decided']),
  takenBy: id.optional(),
  decidedBy: id.optional(),
  decision: z.enum(['approve', 'reject']).optional(),
  reasonCode: word.optional(),
  at: instant.optional(),
});
const howMany = z.number().int().positive();
/** Who is asked for one confirmation, and who of them has decided. */
export const slot = z.strictObject({
  need: z.union([z.enum(['any', 'all']), howMany]),
  selector: z.strictObject({ kind: word, role: word.optional() }),
  filled: z.boolean(),
  tasks: z.array(task),
});
const stage = z.strictObject({
  rule: z.union([z.enum(['all', 'any']), z.strictObject({ quorum: howMany })]),
  state: z.enum(['open', 'approved', 'rejected', 'expired', 'withdrawn']),
  slots: z.array(slot),
});
const own = {
  matter,
  policyId: word,
  requestedBy: id,
  round: z.number().int().positive(),
  expiresAt: instant.describe('Left out: it never lapses by itself, as the review of an identity.').optional(),
  workingDays: z
    .strictObject({ calendarId: word, version: word, provisional: z.boolean() })
    .describe('The calendar by which its working days were counted; provisional: its holidays are not known so far ahead.')
    .optional(),
  clock: z
    .enum(['running', 'paused'])
    .describe('Whether the time until expiresAt runs. Paused: it does not, as of an approval that is over.'),
  stages: z.array(stage),
};

const approval = processSchemas('approval', { states: approvalStates, outcomes: ['approved', 'rejected', 'expired', 'withdrawn'], own });
export const approvalPage = page(approval.item);

/**
 * Without a state the inbox: pending approvals, those that should be decided soonest first. `dueBefore`: that should be
 * decided before it expires, or before an operator is called. `assignee`: who still has something to decide.
 */
export const approvalQuery = z.strictObject({
  ...pageQuery,
  assignee: z.union([z.literal('me'), person]).optional(),
  state: z.enum(approvalStates).default('pending'),
  dueBefore: sentInstant.optional(),
  matterType: z.enum(matterTypes).describe('What is approved, by its type.').optional(),
  matterId: id
    .describe('What is approved, by its id: of a registration or the review of its identity that of the registration.')
    .optional(),
});

/**
 * P4: what an approver must know to decide. Only this answer shows the context of a matter, the applicant's name and
 * the title of the position. The vault may have kept such a text before today's limits.
 */
export const approvalDossier = z.strictObject({
  id,
  matter,
  context: z.record(knownLabel, z.string()).optional(),
  applicant: z.strictObject({ subjectId: id, requestedBy: id, name: z.string().optional(), position: z.string().optional() }),
  /** How far the applicant's identity is confirmed, and to its reviewers why a person must look. */
  verification: z.strictObject({ state: word, failures: count, cause: word.optional() }).optional(),
  /**
   * For the reviewers of an applicant who joins by a proven number: whose account that is, and whether it has the shown
   * document.
   */
  joins: z.strictObject({ document: z.enum(['none', 'another', 'the-same']), name: z.string().optional() }).optional(),
  history: z.array(
    z.strictObject({ at: instant, type: word, origin: word, actor: z.string(), taskId: taskId.optional(), reasonCode: word.optional() }),
  ),
});

export const approvals = face({
  path: 'approvals',
  answer: approval.whole,
  read: 'readApprovals',
  rights: {
    openApproval: { roles: writers, scope: 'approvals:write', forPeople: true },
    readApprovals: { roles: everybody, scope: 'approvals:read', administrators, forPeople: true },
    readDossiers: { roles: writers, scope: 'approvals:read', forPeople: true },
    decideApproval: { roles: ['service'], scope: 'approvals:write', forPeople: true, proof: 'person' },
  },
  bodies: { OpenApproval, DecideTask },
  problems: approvalProblems,
});
