import { z } from 'zod';
import { administrators, everybody, writers } from './access';
import { body, face } from './face';
import { integrity } from './integrity';
import { deadline, processSchemas } from './process';
import { count, exampleId, id, instant, knownLabel, sentInstant, text, word } from './formats';
import { line, phone } from './typed';
import { identity } from './identity';
import { ChangeDepartment, ChangePosition, EndEmployment, EndMembership, MakeMemberDormant } from './membership';
import { page, pageQuery } from './page';
import { BeginPhoneChange, ChangePhone } from './phone-change';
import { accountProblems } from './problems/accounts';

/** `POST /v1/accounts`: takes in a person who already belongs. The phone number is international (`+…`). */
const TakeInAccount = body(
  z.strictObject({
    phone,
    name: line(200).optional(),
    identity: identity.optional(),
    companyId: id.optional(),
    departmentId: id.describe('A department of this company.').optional(),
    activatedAt: sentInstant.optional(),
  }),
  {
    phone: '+8613800138000',
    name: 'Zhang Wei',
    identity: { kind: 'id-card', number: '11010519491231002X' },
    activatedAt: '2025-01-01T00:00:00Z',
  },
  {
    phone: '+8613800138000',
    identity: { kind: 'passport', mrz: ['A', 'B'], visaUntil: '2030-01-01' },
    companyId: exampleId,
    departmentId: exampleId,
  },
);

/** `POST /v1/accounts/{id}/credentials/{credentialId}/revocation`. */
const revocationReason = z.enum(['another-person', 'document-invalid', 'recorded-in-error', 'asked-for']);
const RevokeCredential = body(z.strictObject({ reason: revocationReason }), { reason: 'document-invalid' });

export const credentialParams = z.strictObject({ id, credentialId: id });

/** The credential as it ended. */
export const revokedCredential = z.strictObject({ accountId: id, credentialId: id, reason: revocationReason });

/**
 * `POST /v1/accounts/{id}/devices`. `scanProof`: of a device on which the person is signed in; the first needs none.
 */
const AddDevice = body(
  z.strictObject({
    device: z.strictObject({
      fingerprint: text(500),
      integrity,
    }),
    scanProof: text(500).optional(),
  }),
  { device: { fingerprint: 'a3f1', integrity: 'genuine' }, scanProof: '7VbSnPqYQ2m0c4n1ZKkXbA' },
);

export const deviceParams = z.strictObject({ id, deviceId: id });

/** `POST /v1/accounts/{id}/unlock`. */
const UnlockAccount = body(z.strictObject({ reason: z.enum(['person-confirmed', 'false-alarm', 'asked-for']) }), {
  reason: 'person-confirmed',
});

/** `POST /v1/accounts/{id}/policy-adoption`. */
const AdoptPolicy = body(z.strictObject({ version: count.min(1), reason: knownLabel }), { version: 1, reason: 'moved-with-the-company' });

/**
 * `merged`: closed, because its person has another account; `opening`: by a registration that is not active yet;
 * `undone` if that came to nothing. `locked`, `reverify_required` and `restricted`: the person may do less until the
 * lock ends, or until they prove again who they are; several may hold at once, and the gravest is the state.
 */
export const accountStates = [
  'opening',
  'active',
  'frozen',
  'locked',
  'reverify_required',
  'restricted',
  'merged',
  'purged',
  'undone',
] as const;
export const tier = z.number().int().min(0).max(2);
const level = z.number().int().min(0).max(3);
const own = {
  /** Once it is active, like `activatedAt`. */
  tier: tier.optional(),
  activatedAt: instant.optional(),
  /** What the person has proven, as far as it counts now; none: nothing was ever proven here. */
  level: level.optional(),
  /** The day (UTC) of the newest activity that services have observed, as its first instant. */
  lastActivityAt: instant.optional(),
  timeZone: word.describe('By whose clock it is night for the person, such as Asia/Shanghai: what their registration recorded.').optional(),
  capabilities: z.array(word),
  mergedInto: id
    .describe('Of a merged one: the account with which its person goes on. Calls that name the closed one as a person name that one.')
    .optional(),
  restrictions: z
    .array(z.enum(['limited-device']))
    .optional()
    .describe('Why the account may do less: GET …/capabilities says what.'),
  reverification: z
    .array(z.enum(['idle', 'document-ended']))
    .optional()
    .describe('What the person must prove again: any case meets idle, one with a document that counts meets document-ended.'),
  demands: z
    .array(z.enum(['basic', 'mid', 'high']))
    .optional()
    .describe('The steps that the newest evaluation of risk demands.'),
  /** One a company. */
  memberships: z
    .array(
      z.strictObject({
        companyId: id,
        state: z.enum(['joining', 'active', 'dormant']),
        departmentId: id.optional(),
        positionId: knownLabel
          .describe('The position that the person joined by. Left out: taken in, or joined under an older release.')
          .optional(),
        template: knownLabel.describe('The group of permissions that this position gave then, in the words of the company.').optional(),
        employerId: id
          .describe(
            'Of dispatched labour: the company that employs the person, as they said and people confirmed. Rights come from companyId alone.',
          )
          .optional(),
        dormantAt: instant.describe('The company keeps the person, and lends them nothing.').optional(),
        employmentEndsAt: instant.describe('The end of the employment that is to come; a rehire cancels it.').optional(),
      }),
    )
    .optional(),
};

/** R20: for the person and for operators. */
const alone = {
  devices: z
    .array(z.strictObject({ deviceId: id, boundAt: instant, restriction: z.enum(['limited-device']).optional() }))
    .describe('By the registrations that were made on them: for the person and for operators, and not in the answers of commands.')
    .optional(),
};

const account = processSchemas('account', { states: accountStates, outcomes: ['merged', 'purged', 'undone'], own, alone });
const query = z.strictObject({ ...pageQuery, companyId: id.optional(), state: z.enum(accountStates).optional() });

export const accounts = face({
  path: 'accounts',
  answer: account.whole,
  waits: true,
  read: 'readAccounts',
  rights: {
    takeInAccount: { roles: ['operator'], scope: 'accounts:write' },
    endMembership: { roles: writers, scope: 'accounts:write', administrators, forPeople: true, act: 'leave' },
    changeDepartment: { roles: ['operator'], scope: 'accounts:write', administrators },
    bindDevices: { roles: writers, scope: 'accounts:write', forPeople: true },
    changePhone: { roles: writers, scope: 'accounts:write', forPeople: true },
    unlockAccount: { roles: ['operator'], scope: 'accounts:write', administrators: ['super-admin'] },
    keepMembers: { roles: writers, scope: 'accounts:write', administrators },
    revokeCredentials: { roles: ['operator'], scope: 'accounts:write' },
    adoptAccountPolicies: { roles: ['operator'], scope: 'accounts:write' },
    sendSignals: { roles: writers, scope: 'signals:write' },
    reportUses: { roles: writers, scope: 'signals:write' },
    readAccounts: { roles: everybody, scope: 'accounts:read', administrators, forPeople: true, whileLeaving: true },
  },
  list: { page: page(account.item), query },
  bodies: {
    TakeInAccount,
    EndMembership,
    ChangeDepartment,
    ChangePosition,
    MakeMemberDormant,
    EndEmployment,
    BeginPhoneChange,
    ChangePhone,
    RevokeCredential,
    UnlockAccount,
    AdoptPolicy,
    AddDevice,
  },
  problems: accountProblems,
});

/**
 * `GET /v1/accounts/{id}/credentials`: what the person has proven, and until when it counts. The newest of each method.
 */
export const accountCredentials = z.strictObject({
  id,
  level: level.describe('What counts now: 0 nothing, 1 basic, 2 mid, 3 high.'),
  levelEndsAt: instant.optional().describe('When the level drops to 0, unless the account is used before.'),
  items: z.array(
    z.strictObject({
      credentialId: id,
      method: word,
      state: z.enum(['valid', 'expiring', 'lapsed', 'revoked']),
      grantedAt: instant,
      validUntil: instant.optional().describe('Left out: it counts for good.'),
      endedAt: instant.optional(),
      caseId: id.optional(),
      attested: z.literal(true).optional().describe('Nobody has proven it here: an operator vouches for it.'),
    }),
  ),
});

/** What a timed command does to a process: the state after it, where that changes, and what is recorded. */
const change = z.strictObject({ process: z.strictObject({ type: word, id }), state: word, events: z.array(word) });

/**
 * Everything that will happen to the account and when, soonest first, whichever process does it: of each that the
 * caller sees. Each is told as if nothing happened before it.
 */
export const accountDeadlines = page(
  z.strictObject({
    ...deadline.shape,
    process: z.strictObject({ type: word, id }),
    provisional: z
      .literal(true)
      .optional()
      .describe('Counted by a calendar that does not reach so far: a newer version of it may move the instant.'),
    changes: word.optional().describe('What it does, in words.'),
    becomes: z
      .array(change)
      .optional()
      .describe('What is recorded then, of the processes that the caller sees. Left out: it rests on what is not foreseen.'),
    movedBy: z.array(word).describe('What would move or prevent it: `<process>:<command>` or `observation:<type>`.'),
  }),
);
export const deadlinesQuery = z.strictObject(pageQuery);

/**
 * The history of the account, oldest first. `actor` is a random id; the API does not say whose it is. The version of a
 * registration is for operators.
 */
export const accountTimeline = page(
  z.strictObject({
    ...{ at: instant, type: word, origin: word, actor: z.string() },
    process: z.strictObject({ type: word, id, version: count.optional() }),
  }),
);
const asOf = sentInstant.optional().describe('As it was then: up to and with this instant. Left out: now.');
export const timelineQuery = z.strictObject({ ...pageQuery, asOf });
export const accountAsOfQuery = z.strictObject({ asOf });
