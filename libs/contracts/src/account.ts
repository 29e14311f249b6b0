import { z } from 'zod';
import { administrators, everybody, writers } from './access';
import { body, face } from './face';
import { deadline, processSchemas } from './process';
import { count, exampleId, id, instant, knownLabel, label, sentInstant, text, word } from './formats';
import { line, oneTimeCode, phone } from './typed';
import { identity } from './identity';
import { page, pageQuery } from './page';
import { unmetCondition } from './problem';
import { riskSignals } from './risk';
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

const endReason = z.enum(['left', 'removed']);

/** `POST /v1/accounts/{id}/memberships/{companyId}/end`. A person who acts themselves sends `left`. */
const EndMembership = body(z.strictObject({ reason: endReason }), { reason: 'left' }, { reason: 'removed' });

/** `PUT /v1/accounts/{id}/memberships/{companyId}/department`. */
const ChangeDepartment = body(z.strictObject({ departmentId: id }), { departmentId: exampleId });

/** `PUT /v1/accounts/{id}/memberships/{companyId}/position`. */
const ChangePosition = body(z.strictObject({ positionId: label }), { positionId: 'sales' });

/** The member with the position, and the group of permissions that it brings. */
export const positionedMember = z.strictObject({ accountId: id, companyId: id, positionId: knownLabel, template: knownLabel });

/** `PUT /v1/accounts/{id}/memberships/{companyId}/dormancy`. */
const dormancyReason = z.enum(['left-and-kept', 'on-leave', 'asked-for']);
const MakeMemberDormant = body(z.strictObject({ reason: dormancyReason }), { reason: 'on-leave' });

/** `POST /v1/accounts/{id}/phone-change`: the new number, with the code that went to the old one. */
const sentCode = { challengeId: id, code: oneTimeCode };
const BeginPhoneChange = body(z.strictObject({ phone, proof: z.strictObject(sentCode) }), {
  phone: '+8613800138001',
  proof: { challengeId: exampleId, code: '123456' },
});
/** `POST /v1/accounts/{id}/phone-change/confirmation`: the code that went to the new number. */
const ChangePhone = body(z.strictObject(sentCode), { challengeId: exampleId, code: '123456' });

/** `endsAt`: until then a code to the new number ends the change. */
export const begunPhoneChange = z.strictObject({ accountId: id, endsAt: instant });
/** `formerFreeAt`: from then on the former number may be anybody’s. */
export const changedPhone = z.strictObject({ accountId: id, formerFreeAt: instant });

/** `POST /v1/accounts/{id}/memberships/{companyId}/employment-end`. */
const leaverFate = z.enum(['end', 'dormant']);
const EndEmployment = body(
  z.strictObject({
    at: sentInstant.describe('When the employment ends; now or before now: at once.'),
    then: leaverFate.optional().describe('What becomes of the membership; left out: it ends.'),
  }),
  { at: '2030-01-01T00:00:00Z' },
  { at: '2025-01-01T00:00:00Z', then: 'dormant' },
);

/** `POST /v1/accounts/{id}/credentials/{credentialId}/revocation`. */
const revocationReason = z.enum(['another-person', 'document-invalid', 'recorded-in-error', 'asked-for']);
const RevokeCredential = body(z.strictObject({ reason: revocationReason }), { reason: 'document-invalid' });

export const credentialParams = z.strictObject({ id, credentialId: id });

/** The credential as it ended. */
export const revokedCredential = z.strictObject({ accountId: id, credentialId: id, reason: revocationReason });

/** `POST /v1/accounts/{id}/devices`. `scanProof`: of a device on which the person is signed in; the first needs none. */
const AddDevice = body(
  z.strictObject({
    device: z.strictObject({
      fingerprint: text(500),
      integrity: z.enum(['genuine', 'rooted', 'jailbroken', 'emulator', 'cloned', 'virtual-machine']),
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

/** The most that one call of signals takes. `observation.policy.ts` has the same number: a spec compares them. */
const signalsPerCall = 1_000;

/** As the domain has them: a spec compares them. */
const integrities = ['genuine', 'rooted', 'jailbroken', 'emulator', 'cloned', 'virtual-machine'] as const;
const signInFactors = ['password', 'sms-code', 'mail-code', 'totp', 'scan', 'biometric', 'security-answers'] as const;
const addressClasses = ['usual', 'business', 'mobile', 'proxy', 'data-center', 'unknown'] as const;

const signal = { source: label.optional(), id, at: sentInstant };
const activitySignal = z.strictObject({ ...signal, type: z.literal('activity') });
const riskSignal = z.strictObject({
  ...signal,
  type: z.literal('risk'),
  signals: riskSignals,
  timeZone: text(64).optional().describe('Of the IANA, where the person is; left out: Asia/Shanghai.'),
});

const seen = {
  device: z
    .strictObject({ fingerprint: text(500), integrity: z.enum(integrities).optional() })
    .describe('Its fingerprint is hashed for this account, and kept nowhere.')
    .optional(),
  region: z.enum(['usual', 'unusual']).describe('Of the address: `unusual` alerts those who look after the person.').optional(),
  address: z.enum(addressClasses).describe('The class of the address; never the address itself.').optional(),
};
const signInSignal = z.strictObject({ ...signal, type: z.literal('sign-in'), factor: z.enum(signInFactors), ...seen });
const failedSignInSignal = z.strictObject({ ...signal, type: z.literal('sign-in-failed'), ...seen });
const signalTypes = [activitySignal, riskSignal, signInSignal, failedSignInSignal] as const;

/**
 * `POST /v1/accounts/{id}/signals`. `id`: the service's own uuid of the observation, and `source` which of its systems
 * has seen it: the two together are taken once.
 */
export const sendSignals = body(
  z.strictObject({
    signals: z.array(z.discriminatedUnion('type', signalTypes)).min(1).max(signalsPerCall),
  }),
  { signals: [{ source: 'chat', id: exampleId, type: 'activity', at: '2025-01-01T00:00:00Z' }] },
  {
    signals: [
      {
        ...{ source: 'gateway', id: exampleId, type: 'risk', at: '2025-01-01T00:00:00Z' },
        ...{ signals: { ipRegion: 'unusual', newDevice: true }, timeZone: 'Europe/Berlin' },
      },
    ],
  },
  {
    signals: [
      {
        ...{ source: 'login', id: exampleId, type: 'sign-in', at: '2025-01-01T00:00:00Z', factor: 'sms-code' },
        ...{ device: { fingerprint: 'a3f1', integrity: 'genuine' }, region: 'usual', address: 'mobile' },
      },
      { source: 'login', id: exampleId, type: 'sign-in-failed', at: '2025-01-01T00:00:00Z' },
    ],
  },
);
export type SendSignals = z.infer<typeof sendSignals>;

const about = { accountId: id };

/** More than a call may have, so that the answer can say so; a longer body is cut off before. */
const signalsRead = 10 * signalsPerCall;

/** `POST /v1/signals`: the same about many accounts. */
export const sendManySignals = body(
  z.strictObject({
    signals: z
      .array(
        z.discriminatedUnion('type', [
          activitySignal.extend(about),
          riskSignal.extend(about),
          signInSignal.extend(about),
          failedSignInSignal.extend(about),
        ]),
      )
      .min(1)
      .max(signalsRead),
  }),
  { signals: [{ accountId: exampleId, source: 'chat', id: exampleId, type: 'activity', at: '2025-01-01T00:00:00Z' }] },
);
export type SendManySignals = z.infer<typeof sendManySignals>;

export const signalRefusals = [
  'not-found',
  'account-not-observed',
  'signal-in-future',
  'zone-unknown',
  'signal-changed',
  'newer-release',
] as const;

/** How many are recorded by now, and which are not, by their places in the call. */
export const takenManySignals = z.strictObject({
  taken: count,
  refused: z.array(z.strictObject({ index: count, code: z.enum(signalRefusals) })),
});

/** How many of the signals are recorded by now, by this call or an earlier one: all of them. */
export const takenSignals = z.strictObject({ taken: count });

/**
 * `merged`: closed, because its person has another account; `opening`: by a registration that is not active yet;
 * `undone` if that came to nothing. `locked`, `reverify_required` and `restricted`: the person may do less until the
 * lock ends, or until they prove again who they are; several may hold at once, and the gravest is the state.
 */
const states = ['opening', 'active', 'frozen', 'locked', 'reverify_required', 'restricted', 'merged', 'purged', 'undone'] as const;
const tier = z.number().int().min(0).max(2);
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

const account = processSchemas('account', { states, outcomes: ['merged', 'purged', 'undone'], own, alone });
const query = z.strictObject({ ...pageQuery, companyId: id.optional(), state: z.enum(states).optional() });

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

/** In which company, or in none, the account is asked about. */
const asked = {
  context: z
    .union([z.literal('personal'), id])
    .describe('`personal`: without any company; the id of a company: the person there. Left out: what holds everywhere, the least of all.')
    .optional(),
};
export const capabilitiesQuery = z.strictObject(asked);

const unmet = z.array(unmetCondition).min(1);
const mayDo = {
  id,
  state: z.enum(states),
  tier: own.tier,
  capabilities: own.capabilities,
  withheld: z.array(
    z.strictObject({
      capability: word,
      unmet,
      availableAt: instant.describe('From then on time alone gives it; left out where something else is missing too.').optional(),
    }),
  ),
  limits: z
    .strictObject({
      fileMb: count.optional(),
      contactAddsPerDay: count.optional(),
      contacts: count.describe('External contacts in all.').optional(),
      transferPerDay: count.describe('In CNY.').optional(),
    })
    .describe('For the services that enforce them. What is not named has no limit here.'),
  risk: z.enum(['high', 'mid', 'low']).optional(),
  validUntil: instant.describe('The next instant at which time alone may change the answer.').optional(),
};
const position = count.describe('Of the feed: an event of the account or of its companies behind it may change the answer.');

/**
 * What the account may do now. A frozen one may do nothing.
 * `withheld`: what it does not have, with each condition that is unmet: a `tier`, something to be observed, a
 * `level` to be proven (`atLeast` 1 to 3), a credential that gives a `verified-share` of all capabilities (`atLeast`
 * percent), a `face-review`, a `trusted-device` (the account is bound to a rooted or jailbroken one), a `membership`, a
 * `template` that brings it, or `company-rules` that turn it off. Accounts before policy version 5 name what their tier
 * has.
 */
export const accountCapabilities = z.strictObject({ ...mayDo, position });

/** The most accounts that one call of checks names. */
const checksPerCall = 100;

/** The most of a capability that one use has. */
const amountMax = 1_000_000_000;

/** `POST /v1/accounts/{id}/uses`: a service asks before it lets a person do something that a day has only so much of. */
export const useCapability = body(
  z.strictObject({
    capability: label,
    amount: z.number().int().min(1).max(amountMax).describe('Contacts, or CNY to transfer. Left out: 1.').optional(),
    ...asked,
  }),
  { capability: 'external-contacts' },
  { capability: 'payment', amount: 1_200, context: exampleId },
);
export type UseCapability = z.infer<typeof useCapability>;

export const usedCapability = z.strictObject({
  accountId: id,
  capability: word,
  amount: count,
  used: count.describe('In this day of the person, with this use.'),
  limit: count.describe('What the day has in all. Left out: nothing bounds it.').optional(),
  dayEndsAt: instant.describe('The next midnight by the clock of the person.'),
});

/** `POST /v1/capability-checks`: many accounts at once, read by one statement. */
export const capabilityChecks = body(
  z.strictObject({
    accountIds: z.array(id).min(1).max(checksPerCall),
    capability: label.describe('Left out: all that each account may do.').optional(),
    ...asked,
  }),
  { accountIds: [exampleId], capability: 'external-contacts' },
  { accountIds: [exampleId], context: exampleId },
);
export type CapabilityChecks = z.infer<typeof capabilityChecks>;

/** In the order of the call. An account that the caller does not see, or that is no member of the company, is `found: false`. */
export const checkedCapabilities = z.strictObject({
  items: z.array(
    z.union([
      z.strictObject({ ...mayDo, found: z.literal(true) }),
      z.strictObject({
        ...{ id, found: z.literal(true), allowed: z.boolean(), unmet: unmet.optional() },
        ...{ availableAt: mayDo.withheld.element.shape.availableAt, validUntil: mayDo.validUntil },
      }),
      z.strictObject({ id, found: z.literal(false), code: z.enum(['not-found', 'not-a-member', 'newer-release']) }),
    ]),
  ),
  position,
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
 * Everything that will happen to the account and when, soonest first, whichever process does it: of each that the caller
 * sees. Each is told as if nothing happened before it.
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
