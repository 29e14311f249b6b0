import { z } from 'zod';
import { processSchemas } from './process';
import { id, instant, oneTimeCode, text, word } from './formats';
import { page, pageQuery } from './page';

/** `POST /v1/deregistrations`: the person leaves. A checklist item that is not done is refused with its name. */
export const requestDeregistration = z.strictObject({
  accountId: id,
  deviceId: text(100).optional(),
  checklist: z.strictObject({ appsUnbound: z.boolean(), groupsLeft: z.boolean() }),
  adminTransferId: id.optional(),
  acceptDirectoryFreeze: z.boolean().optional(),
});
export type RequestDeregistration = z.infer<typeof requestDeregistration>;

/** `POST /v1/deregistrations/{id}/revocation`: the code that went to the original phone. */
export const revokeDeregistration = z.strictObject({ challengeId: id, code: oneTimeCode });
export type RevokeDeregistration = z.infer<typeof revokeDeregistration>;

const states = ['cooling_off', 'revoked', 'purging', 'purge_blocked', 'retained', 'closed'] as const;
const own = {
  accountId: id,
  coolingOffEndsAt: instant.optional(),
  directoryEndsAt: instant.optional(),
  phoneFreeAt: instant.optional(),
  /** The steps of the purge that wait for an operator. */
  blocked: z.array(word).optional(),
};

const deregistrations = processSchemas('deregistration', { states, outcomes: ['revoked', 'closed'], own });
export const deregistration = deregistrations.whole;
export const deregistrationPage = page(deregistrations.listed);
export const deregistrationQuery = z.strictObject({
  ...pageQuery,
  accountId: id.optional(),
  companyId: id.optional(),
  state: z.enum(states).optional(),
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
