import { z } from 'zod';
import { body } from './face';
import { count, exampleId, id, label, sentInstant, text } from './formats';
import { integrity } from './integrity';
import { riskSignals } from './risk';

/** The most that one call of signals takes. `observation.policy.ts` has the same number: a spec compares them. */
const signalsPerCall = 1_000;

/** As the domain has them: a spec compares them. */
export const signInFactors = ['password', 'sms-code', 'mail-code', 'totp', 'scan', 'biometric', 'security-answers'] as const;
export const addressClasses = ['usual', 'business', 'mobile', 'proxy', 'data-center', 'unknown'] as const;

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
    .strictObject({ fingerprint: text(500), integrity: integrity.optional() })
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
