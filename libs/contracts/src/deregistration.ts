import { z } from 'zod';
import { everybody, writers } from './access';
import { body, face } from './face';
import { exampleId, id, instant, text, word } from './formats';
import { oneTimeCode } from './typed';
import { page, pageQuery } from './page';
import { deregistrationProblems } from './problems/deregistrations';
import { processSchemas } from './process';

const unread = 'Accepted and ignored: no rule reads it yet. Leave it out.';

/**
 * `POST /v1/deregistrations`. `proof`: the code that went to the phone of the account, where nobody who proves to be
 * its owner calls. The last three are accepted and not read: their rules come with the account's life in full.
 */
const RequestDeregistration = body(
  z.strictObject({
    accountId: id,
    checklist: z.strictObject({ appsUnbound: z.boolean(), groupsLeft: z.boolean() }),
    proof: z
      .strictObject({ challengeId: id, code: oneTimeCode })
      .optional()
      .describe('Of POST /v1/accounts/{id}/challenges, where the owner of the account does not prove that they call.'),
    deviceId: text(100).optional().describe(unread),
    adminTransferId: id.optional().describe(unread),
    acceptDirectoryFreeze: z.boolean().optional().describe(unread),
  }),
  { accountId: exampleId, checklist: { appsUnbound: true, groupsLeft: true } },
  {
    accountId: exampleId,
    checklist: { appsUnbound: true, groupsLeft: true },
    proof: { challengeId: exampleId, code: '123456' },
    ...{ deviceId: 'd', adminTransferId: exampleId, acceptDirectoryFreeze: true },
  },
);

/** `POST /v1/deregistrations/{id}/revocation`: the code that went to the original phone. */
const RevokeDeregistration = body(z.strictObject({ challengeId: id, code: oneTimeCode }), { challengeId: exampleId, code: '123456' });

const states = ['cooling_off', 'revoked', 'purging', 'purge_blocked', 'retained', 'closed'] as const;
const own = {
  accountId: id,
  forced: z
    .strictObject({ approvalId: id, requestedBy: id, reasonCode: word })
    .describe('two operators ended the account, not its owner: who asked, why, and the approval that says who agreed')
    .optional(),
  coolingOffEndsAt: instant.optional(),
  directoryEndsAt: instant.optional(),
  phoneFreeAt: instant.optional(),
  /** The steps of the purge that wait for an operator. */
  blocked: z.array(word).optional(),
};

const deregistration = processSchemas('deregistration', { states, outcomes: ['revoked', 'closed'], own });
const query = z.strictObject({ ...pageQuery, accountId: id.optional(), companyId: id.optional(), state: z.enum(states).optional() });

export const deregistrations = face({
  path: 'deregistrations',
  answer: deregistration.whole,
  waits: true,
  read: 'readDeregistrations',
  rights: {
    requestDeregistration: {
      ...{ roles: writers, scope: 'deregistrations:write', forPeople: true, whileLeaving: true },
      ...{ stepUp: true, ownersProof: true, act: 'leave' },
    },
    askForOwnersCode: { roles: writers, scope: 'deregistrations:write', forPeople: true, act: 'leave' },
    readDeregistrations: { roles: everybody, scope: 'deregistrations:read', forPeople: true, whileLeaving: true },
    revokeDeregistration: { roles: writers, scope: 'deregistrations:write', forPeople: true, whileLeaving: true, act: 'undo' },
    retryPurgeStep: { roles: ['operator'], scope: 'deregistrations:write', whileLeaving: true },
  },
  list: { page: page(deregistration.item), query },
  bodies: { RequestDeregistration, RevokeDeregistration },
  problems: deregistrationProblems,
});

/** The steps an operator may have to retry, by the names that receipts carry. */
export const purgeStep = z.enum([
  'revokeSessions',
  'refundWallet',
  'deleteChats',
  'deleteEvidence',
  'unbindDevices',
  'endRegistrations',
  'cutCompanyTies',
  'eraseProfile',
  'eraseDirectoryEntry',
  'releasePhone',
  'destroyKeys',
]);
export const stepParams = z.strictObject({ id, step: purgeStep });

/** One line for each step: `at` is when it was done, or with `kept` when it will be. */
const receipt = z.strictObject({
  step: word,
  dataClass: word,
  state: z.enum(['done', 'open', 'blocked', 'kept']),
  at: instant.optional(),
  detail: z.string().optional(),
});
export const receiptList = z.array(receipt);
