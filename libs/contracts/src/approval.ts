import { z } from 'zod';
import { administrators, everybody, writers } from './access';
import { managers } from './company';
import { decisionFields } from './decision';
import { caseDossier } from './case-dossier';
import { body, face } from './face';
import { evidenceItems, evidenceRequests, evidenceRequestsShown, evidenceShown } from './evidence';
import { approver, count, duration, exampleId, id, instant, knownLabel, label, person, sentInstant, taskId, word } from './formats';
import { prose } from './typed';
import { page, pageQuery } from './page';
import { inboxFilters, lateApproval } from './approval-inbox';
import { approvalProblems } from './problems/approvals';
import { processSchemas } from './process';
import { reviewedRight } from './rights-review';

const contextMax = 20;
/** What an approver should know of the matter, by names that its type gives. Sealed; only the dossier shows it. */
const context = z
  .record(knownLabel, prose(500))
  .refine((values) => Object.keys(values).length <= contextMax, { message: `must have at most ${contextMax} values` });

/**
 * `POST /v1/approvals`: of a matter whose type is registered. The requester is the caller, or the named person.
 * The membership of the requester says who their managers are.
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
        'Who must approve, and by when. Of document-export it is two-confirmations, of one that is classified as core export-in-layers. May be left out.',
      ),
    requestedBy: person.optional(),
    managers: managers
      .optional()
      .describe('Deprecated: the membership of the requester says who their managers are. Used only where it names none.'),
    companyId: id.optional().describe('May be left out where the requester is a member of one company.'),
    classification: z
      .enum(['plain', 'core', 'secret'])
      .optional()
      .describe(
        'How secret the document is: plain goes directly, core passes layers of approval one after another, secret is never exported. Left out: two people confirm it.',
      ),
    context: context
      .optional()
      .describe('What the approvers must know to decide: up to 20 values of your own names. Only the dossier of the approval shows it.'),
  }),
  {
    matter: { type: 'document-export', id: exampleId },
    companyId: exampleId,
    classification: 'core',
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

/** `POST /v1/approvals/{id}/decisions`. A rejection and a return need a reason; its text is sealed. */
const DecideTask = body(
  z
    .strictObject({
      ...decisionFields,
      decision: z
        .enum(['approve', 'reject', 'return', 'merge'])
        .describe(
          'return: a new round begins, at most 3 times, and later decisions are void. merge: of the review of an identity, an approval that says more: the applicant is the person of the account that has the document, and goes on with it.',
        ),
      merge: z
        .strictObject({
          keepPhone: z
            .enum(['account', 'proven'])
            .optional()
            .describe(
              'The number that the account has afterwards: its own, also where this is left out, or the one that was proven. The other one is nobody’s for 31 days.',
            ),
          keepAccount: z
            .enum(['of-document', 'of-phone'])
            .optional()
            .describe(
              'Where the document and the number are of two accounts: the one that goes on; left out: of-document. The other one is closed, and its memberships go over.',
            ),
        })
        .optional(),
    })
    .refine(({ decision, merge }) => merge === undefined || decision === 'merge', {
      path: ['merge'],
      message: 'must be left out without the decision merge',
    }),
  { decision: 'approve' },
  { decision: 'reject', reason: { code: 'not-needed', text: 'Not now' }, taskId: '1.1.1.1' },
  { decision: 'return', returnTo: 1, reason: { code: 'figures-missing' } },
  { decision: 'merge', merge: { keepPhone: 'proven', keepAccount: 'of-document' } },
);

/**
 * `POST /v1/approvals/{id}/tasks/{taskId}/delegate`: the assignee may still decide too, and the first decision counts.
 */
const DelegateTask = body(
  z.strictObject({ to: person, until: sentInstant.optional().describe('Left out: as long as the task waits.') }),
  { to: `user:${exampleId}` },
  { to: `user:${exampleId}`, until: '2030-01-31T00:00:00Z' },
);

/** `POST /v1/approvals/{id}/evidence-requests`: what the requester is to give. The message is sealed. */
const RequestEvidence = body(
  z.strictObject({
    items: z
      .array(
        z.strictObject({ kind: label.describe('What is asked for: photo, statement, video-verification and others (docs/rules.md).') }),
      )
      .min(1)
      .max(10),
    message: prose(2_000).optional().describe('What the requester must know to give it. Only they and the approvers read it.'),
    expiresIn: duration.optional().describe('How long the request waits; left out, as long as it may.'),
  }),
  { items: [{ kind: 'photo' }], message: 'Please hold your pass beside your face' },
  { items: [{ kind: 'video-verification' }, { kind: 'statement' }], message: 'A short call', expiresIn: 'P3D' },
);

/** `POST /v1/approvals/{id}/evidence`, and the same of a registration. */
const GiveEvidence = evidenceItems;

/** `POST /v1/approvals/{id}/comments`. The text is sealed. */
const AddComment = body(
  z.strictObject({
    text: prose(2_000),
    visibility: z
      .enum(['approvers', 'requester'])
      .optional()
      .describe('Who reads it: the approvers (the default), or the requester too, who finds it with GET /v1/approvals/{id}/comments.'),
  }),
  { text: 'I have called them' },
  { text: 'Please hand in the figures of March', visibility: 'requester' },
);

const comments = z.array(
  z.strictObject({ commentId: id, by: id, at: instant, visibility: z.enum(['approvers', 'requester']), text: z.string() }),
);

/**
 * `GET /v1/approvals/{id}/comments`: of the requester their own, and those for them; of approvers and operators all.
 */
export const commentsShown = z.strictObject({ items: comments });

/** `POST /v1/approvals/{id}/tasks/{taskId}/reassign` and `…/add`: who is asked. */
const ReassignTask = body(z.strictObject({ to: approver }), { to: `user:${exampleId}` });
const AddApprover = ReassignTask;

/** `POST /v1/approvals/{id}/replanning`. */
const ReplanDeadlines = body(
  z.strictObject({
    dates: z.enum(['provisional', 'all']).describe('Which of those to come: what lay beyond the calendar, or also what was certain.'),
  }),
  { dates: 'provisional' },
  { dates: 'all' },
);

export const taskParams = z.strictObject({ id, taskId });
export const requestParams = z.strictObject({ id, requestId: id });

export const approvalStates = ['pending', 'evidence_requested', 'approved', 'rejected', 'expired', 'withdrawn'] as const;
const matter = z.strictObject({ type: word, id });

/** People by their random ids. `at` is the instant of the decision. */
const task = z.strictObject({
  taskId,
  assignee: id,
  state: z.enum(['open', 'taken', 'decided']),
  takenBy: id.optional(),
  decidedBy: id.describe('Another person than the assignee: a delegate has decided in their place.').optional(),
  delegatedTo: z
    .strictObject({ delegate: id, until: instant.optional() })
    .describe('Whom the assignee lets decide this task too, and until when.')
    .optional(),
  decision: z.enum(['approve', 'reject', 'return']).optional(),
  reasonCode: word.optional(),
  at: instant.optional(),
});
const howMany = z.number().int().positive();
/** Whom a slot asks; one of its fields names the role, the group or the person. */
const selector = z.strictObject({ kind: word, role: word.optional(), group: word.optional(), user: id.optional() });
/** Who is asked for one confirmation, and who of them has decided. */
export const slot = z.strictObject({
  need: z.union([z.enum(['any', 'all']), howMany]),
  selector,
  fallback: selector.describe('Nobody was found by the selector: these are asked in their place.').optional(),
  skipped: z.literal(true).describe('It counts as filled, since the requester is among its people.').optional(),
  filled: z.boolean(),
  tasks: z.array(task),
});
const stage = z.strictObject({
  rule: z.union([z.enum(['all', 'any', 'sequential']), z.strictObject({ quorum: howMany })]),
  state: z.enum(['open', 'approved', 'rejected', 'expired', 'withdrawn']),
  slots: z.array(slot),
});
const own = {
  matter,
  policyId: word,
  requestedBy: id,
  classification: word.describe('Of a document: how secret it is.').optional(),
  concerns: reviewedRight.describe('Of the review of rights: the right that is kept (approve) or removed (reject).').optional(),
  round: z.number().int().positive(),
  stageCount: howMany.describe('How many stages it has, one after another. Left out: one.').optional(),
  expiresAt: instant.describe('Left out: it never lapses by itself, as the review of an identity.').optional(),
  workingDays: z
    .strictObject({ calendarId: word, version: word, storedId: id.optional(), provisional: z.boolean() })
    .describe('The calendar by which its working days were counted; provisional: its holidays are not known so far ahead.')
    .optional(),
  clock: z
    .enum(['running', 'paused'])
    .describe(
      'Whether the time until expiresAt runs. Paused: it does not, as of an approval that is over. While evidence is owed, expiresAt is the end of the request; afterwards it is later by the length of the pause.',
    ),
  evidence: evidenceRequests.describe('What was asked of the requester, oldest first; its texts are in …/evidence-requests.').optional(),
  comments: count.describe('How many comments the dossier shows.').optional(),
  stages: z.array(stage),
  voided: z
    .array(
      z.strictObject({
        taskId: word,
        decidedBy: id,
        decision: z.enum(['approve', 'reject', 'return']),
        at: instant,
        reasonCode: word.optional(),
      }),
    )
    .describe('Decisions of rounds before, which count no more.')
    .optional(),
  decidedBy: z
    .strictObject({ kind: z.enum(['user', 'delegate', 'rule', 'timer']), id: word, for: id.optional() })
    .describe(
      'What brought the outcome: a person by their random id, a delegate with the person in whose place (for), a rule or a timer by its name. Older releases did not record it.',
    )
    .optional(),
};

const approval = processSchemas('approval', { states: approvalStates, outcomes: ['approved', 'rejected', 'expired', 'withdrawn'], own });
export const approvalPage = page(z.union([approval.item, lateApproval]));

/**
 * Without a state the inbox: pending approvals, those that should be decided soonest first. `dueBefore`: that should be
 * decided before it expires, or before an operator is called. `assignee`: who still has something to decide.
 */
export const approvalQuery = z
  .strictObject({
    ...pageQuery,
    view: z
      .enum(['mine', 'delegated', 'done', 'started', 'team-overdue'])
      .describe(
        'Whose: mine waits for you, delegated for people who have delegated to you; done and started are what you decided and asked for, newest first, in any state where none is named; team-overdue is what people are late with whose membership names you as manager, without what only its parties may read.',
      )
      .optional(),
    assignee: z.union([z.literal('me'), person]).optional(),
    state: z.enum(approvalStates).optional().describe('Left out: pending; with the views done and started: any.'),
    dueBefore: sentInstant.optional(),
    overdue: z.literal('true').describe('Only what is past the instant of its first reminder, or what comes in its place.').optional(),
    provisional: z
      .literal('true')
      .describe('Those alone that wait for the days of a calendar: dates of theirs lie beyond them.')
      .optional(),
    ...inboxFilters,
    matterId: id
      .describe('What is approved, by its id: of a registration or the review of its identity that of the registration.')
      .optional(),
  })
  .refine(({ view, assignee }) => view === undefined || assignee === undefined, {
    path: ['assignee'],
    message: 'must be left out with a view',
  });

/** The same in two places of one dossier: the same document. It says nothing in the dossier of another approval. */
const pseudonym = id.describe('A pseudonym of the document, good in this dossier alone.');

/**
 * P4: what an approver must know to decide. Only this answer shows the context of a matter, the applicant's name and
 * the title of the position. The vault may have kept such a text before today's limits.
 */
export const approvalDossier = z.strictObject({
  id,
  matter,
  context: z.record(knownLabel, z.string()).optional(),
  applicant: z.strictObject({
    ...{ subjectId: id, requestedBy: id, name: z.string().optional(), position: z.string().optional() },
    employer: z
      .strictObject({ companyId: id, name: z.string().optional() })
      .describe('Of dispatched labour: the company that employs the applicant, as they say.')
      .optional(),
  }),
  /** How far the applicant's identity is confirmed, and to its reviewers why a person must look. */
  verification: z
    .strictObject({
      ...{ state: word, failures: count, cause: word.optional() },
      document: pseudonym.optional(),
    })
    .optional(),
  earlier: z
    .array(
      z.strictObject({
        registrationId: id,
        companyId: id.optional(),
        state: word,
        reason: word.optional(),
        openedAt: instant,
        endedAt: instant,
        shares: z.array(z.enum(['phone', 'document', 'device'])).describe('What it has in common with this registration.'),
        document: pseudonym.optional(),
      }),
    )
    .describe(
      'Earlier registrations of the same phone, document or device that are over and still kept, newest first, 20 at most: of this company; for reviewers of identities of all companies.',
    )
    .optional(),
  /**
   * For the reviewers of an applicant who joins by a proven number: whose account that is, and whether it has the shown
   * document.
   */
  joins: z.strictObject({ document: z.enum(['none', 'another', 'the-same']), name: z.string().optional() }).optional(),
  papers: z
    .strictObject({
      document: z.record(word, z.string()).describe('Each field of identity, as the applicant gave it.').optional(),
      pictures: evidenceRequestsShown.shape.items.element.shape.evidence.unwrap().optional(),
    })
    .describe('For the reviewers of an identity: the document of the applicant, and where its pictures lie.')
    .optional(),
  elsewhere: z
    .strictObject({ id })
    .describe('For the reviewers of an identity: the account, or the registration, that had the document when it was given.')
    .optional(),
  shown: evidenceShown.describe('What the applicant has shown with the profile, by references.').optional(),
  /** Of a proof of identity: what its reviewers look at. */
  case: caseDossier.optional(),
  evidence: evidenceRequestsShown.shape.items.optional(),
  comments: comments.optional(),
  /** P2: a rule would have approved it, and what suspended the rule. */
  suspended: z.strictObject({ rule: word, by: z.array(word) }).optional(),
  history: z.array(
    z.strictObject({ at: instant, type: word, origin: word, actor: z.string(), taskId: taskId.optional(), reasonCode: word.optional() }),
  ),
});

export const approvals = face({
  path: 'approvals',
  answer: approval.whole,
  read: 'readApprovals',
  rights: {
    replanApproval: { roles: ['operator'], scope: 'approvals:write' },
    openApproval: { roles: writers, scope: 'approvals:write', forPeople: true },
    readApprovals: { roles: everybody, scope: 'approvals:read', administrators, forPeople: true },
    readDossiers: { roles: writers, scope: 'approvals:read', forPeople: true },
    /** What the requester does while it is pending, beside withdrawing it. */
    pursueApproval: { roles: writers, scope: 'approvals:write', forPeople: true },
    decideApproval: { roles: ['service'], scope: 'approvals:write', forPeople: true, proof: 'person' },
  },
  bodies: { OpenApproval, ReplanDeadlines, DecideTask, DelegateTask, RequestEvidence, GiveEvidence, AddComment, ReassignTask, AddApprover },
  problems: approvalProblems,
});
