import { z } from 'zod';
import { administrators, everybody, writers } from './access';
import { matterTypes } from './approval-inbox';
import { body, face } from './face';
import { exampleId, id, instant, knownLabel, label, revision, word } from './formats';
import { policyProblems } from './problems/approval-policies';
import { processSchemas } from './process';

/** More than any policy may have, so that the rule can say what is too much; beyond it nobody reads on. */
const listMax = 100;
const number = z.number().int().min(0).max(1_000_000);

/** Who is asked. In answers the words of roles and groups are those that were stored. */
const selectorBy = <R extends z.ZodType, G extends z.ZodType>(role: R, group: G) =>
  z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('manager') }),
      z.strictObject({ kind: z.literal('superAdmin') }),
      z.strictObject({ kind: z.literal('role'), role }),
      z.strictObject({ kind: z.literal('group'), group }),
      z.strictObject({ kind: z.literal('user'), user: id.describe('The principalId of a person, as answers tell it.') }),
    ])
    .describe(
      'Who is asked: the managers that the matter names, the super admins or the holders of a role, a group of the company, a person.',
    );
const selector = selectorBy(knownLabel, label);
const storedSelector = selectorBy(word, word);

const stepBy = <S extends z.ZodType>(of: S) => {
  const act = z.union([
    z.enum(['remind', 'call-operator']),
    z.strictObject({ escalate: of }),
    z.strictObject({ decide: z.enum(['approve', 'reject']) }),
  ]);
  return z.union([z.strictObject({ afterHours: number, act }), z.strictObject({ afterWorkingDays: number, act })]);
};
const need = z.union([z.enum(['any', 'all']), number]);
const rule = z.union([z.enum(['all', 'any', 'sequential']), z.strictObject({ quorum: number })]);
const onReject = z.union([z.literal('reject'), z.strictObject({ returnTo: number })]);
const positions = z.union([z.literal('auto-approve'), z.array(id).max(listMax)]);

/** A stage as a caller writes it: what is left out is as in the built-in policies. */
const writtenStage = z.strictObject({
  slots: z.array(z.strictObject({ selector, need: need.default('any') })).max(listMax),
  rule: rule.default('all'),
  distinct: z.literal(true).default(true),
  selfApproval: z.enum(['forbid', 'skip']).default('forbid'),
  ifNone: z.union([z.literal('reject'), selector]).default('reject'),
  onReject: onReject.default('reject'),
  chain: z.array(stepBy(selector)).max(listMax).default([]),
});

/** Who must approve, in which order, and what happens while they do not. */
export const writtenPolicy = z.strictObject({
  autoRules: z
    .array(z.strictObject({ id: label, positions }))
    .max(listMax)
    .default([]),
  stages: z.array(writtenStage).max(listMax),
  expiryHours: number.optional().describe('Left out: it never lapses by itself.'),
  keptDays: number.optional().describe('How long its texts are kept after its time is over. Left out: with the process that waits for it.'),
  takingsPerTask: number.optional().describe('How often a person may take one task.'),
});
export type WrittenPolicy = z.infer<typeof writtenPolicy>;

/** Hours and days of the examples: of what callers may write, none is a rule. */
const [aDay, aWeek, aMonth, two] = [24, 168, 30, 2];

const examplePolicy = {
  autoRules: [],
  stages: [
    {
      slots: [
        { selector: { kind: 'manager' }, need: 'any' },
        { selector: { kind: 'role', role: 'it-admin' }, need: 1 },
      ],
      rule: 'all',
      distinct: true,
      selfApproval: 'forbid',
      ifNone: { kind: 'superAdmin' },
      onReject: { returnTo: 1 },
      chain: [
        { afterHours: aDay, act: 'remind' },
        { afterWorkingDays: two, act: { escalate: { kind: 'superAdmin' } } },
      ],
    },
  ],
  expiryHours: aWeek,
  keptDays: aMonth,
  takingsPerTask: 20,
};

/** The first version of the policy of a company, or of the platform. */
const StorePolicy = body(
  z.strictObject({
    companyId: id.optional().describe('Left out: the policy of the platform, for every company that has none of its own.'),
    matterType: z.enum(matterTypes),
    policy: writtenPolicy,
  }),
  { companyId: exampleId, matterType: 'document-export', policy: examplePolicy },
);
/** The next version. */
const ChangePolicy = body(z.strictObject({ policy: writtenPolicy }), { policy: examplePolicy });

/** A policy in an answer: what is stored, with its name and number. */
const policy = z.strictObject({
  id: word,
  version: revision,
  autoRules: z.array(z.strictObject({ id: word, positions: z.union([z.literal('auto-approve'), z.array(id)]) })),
  stages: z.array(
    z.strictObject({
      slots: z.array(z.strictObject({ selector: storedSelector, need })),
      rule,
      distinct: z.literal(true),
      selfApproval: z.enum(['forbid', 'skip']),
      ifNone: z.union([z.literal('reject'), storedSelector]),
      onReject,
      chain: z.array(stepBy(storedSelector)),
    }),
  ),
  expiryHours: number.optional(),
  keptDays: number.optional(),
  takingsPerTask: number.optional(),
});

const own = {
  matterType: word,
  current: z.strictObject({ version: revision, policy }).describe('The newest version: what is opened from now on runs by it.'),
  reasonCode: word.optional().describe('Why it was disabled, or enabled again.'),
};
const stored = processSchemas('approval-policy', { states: ['enabled', 'disabled'], own, workflow: false });

/**
 * `GET /v1/approval-policies`: what may decide about which matter, the company's own before the platform's and the
 * built-in.
 */
export const policyQuery = z.strictObject({
  companyId: id.optional().describe('With the policies of this company.'),
  matterType: z.enum(matterTypes).optional(),
});
export const policyList = z.strictObject({
  items: z.array(
    z.union([
      z.strictObject({
        source: z.enum(['company', 'platform', 'built-in']),
        id: id.optional().describe('Of a stored one.'),
        companyId: id.optional(),
        matterType: word,
        state: z.enum(['enabled', 'disabled']).optional(),
        policy,
      }),
      z.strictObject({ id, unreadable: z.literal('newer-release') }),
    ]),
  ),
});

/** `GET /v1/approval-policies/{id}/versions`, newest first: at most 100, all in one answer. */
export const policyVersions = z.strictObject({
  items: z.array(z.strictObject({ version: revision, storedAt: instant, storedBy: word, policy })),
});

/** A policy has so many versions at most. */
const versionsMax = 100;
const version = z.number().int().positive().max(versionsMax);
const reasonCode = label.describe('Why, in a word of your own: the approval keeps it.');

/** `POST /v1/approvals/{id}/policy-adoption`: this approval goes on by this version. */
export const adoptPolicy = body(z.strictObject({ policyId: id, version, reasonCode }), {
  policyId: exampleId,
  version: 2,
  reasonCode: 'too-slow',
});
export type AdoptPolicy = z.infer<typeof adoptPolicy>;

const adoptionsMax = 200;
/** `POST /v1/approval-policies/{id}/adoptions`: these approvals go on by this version of it, each by itself. */
export const adoptPolicyInMany = body(
  z.strictObject({
    version,
    reasonCode,
    approvalIds: z
      .array(id)
      .min(1)
      .max(adoptionsMax)
      .refine((ids) => new Set(ids).size === ids.length, { message: 'must not repeat' }),
  }),
  { version: 2, reasonCode: 'too-slow', approvalIds: [exampleId] },
);
export type AdoptPolicyInMany = z.infer<typeof adoptPolicyInMany>;

/** One answer for each, in the order of the request. */
export const adoptions = z.strictObject({
  adopted: z.number().int().nonnegative(),
  items: z.array(
    z.strictObject({
      approvalId: id,
      status: z.number().int(),
      version: revision.optional(),
      code: word.optional(),
      detail: z.string().optional(),
    }),
  ),
});

export const approvalPolicies = face({
  path: 'approval-policies',
  answer: stored.whole,
  read: 'readPolicies',
  rights: {
    keepPolicies: { roles: writers, scope: 'policies:write', administrators: ['super-admin'] },
    adoptPolicies: { roles: ['operator'], scope: 'policies:write', administrators: ['super-admin'] },
    readPolicies: { roles: everybody, scope: 'policies:read', administrators },
  },
  bodies: { StorePolicy, ChangePolicy },
  problems: policyProblems,
});
