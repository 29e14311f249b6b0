import { takeDirectoryEntry, takeIdentityCheck, type TakeDirectoryEntry, type TakeIdentityCheck } from '#contracts';
import type { CommandOf } from '#domain';
import { reasonCode, type CallbackProvider } from '#providers';
import { refusal } from '../http/refusal';
import { errorsOf } from '../http/validation';

/** What a callback says of a begun effect. */
export interface CallbackResult {
  effectId: string;
  command: CommandOf<'registration'>;
}

/** The one kind of effect that each provider may answer. */
const kinds: Readonly<Record<CallbackProvider, string>> = { 'identity-registry': 'checkIdentity', directory: 'createDirectoryEntry' };

/** `registration:<uuid>:<version>:<kind>:<n>` */
const effectIdPattern = /^registration:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:\d{1,9}:([A-Za-z]{1,64}):(\d{1,9})$/;

/** @throws Refusal `invalid-request` for another shape, `not-found` for a reference to anything else than what this provider was asked for. */
export function callbackResult(provider: CallbackProvider, body: unknown): CallbackResult {
  if (provider === 'directory') {
    const callback = fitting(takeDirectoryEntry.safeParse(body));
    return { effectId: effectOf(provider, callback).effectId, command: directoryEntry(callback) };
  }
  const callback = fitting(takeIdentityCheck.safeParse(body));
  const { effectId, n } = effectOf(provider, callback);
  return { effectId, command: identityCheck(n, callback) };
}

const identityCheck = (attempt: number, { outcome }: TakeIdentityCheck): CommandOf<'registration'> => ({
  type: 'RecordIdentityCheck',
  attempt,
  // As with the activity: a registry that refuses cannot tell.
  outcome: outcome === 'refused' ? 'unavailable' : outcome,
});

const directoryEntry = ({ outcome, reason }: TakeDirectoryEntry): CommandOf<'registration'> =>
  outcome === 'made' ? { type: 'RecordDirectoryEntry', outcome } : { type: 'RecordDirectoryEntry', outcome, reason: reasonCode(reason) };

function fitting<T>({ data, error }: { data?: T; error?: { issues: Parameters<typeof errorsOf>[0] } }): T {
  if (data === undefined) throw refusal('invalid-request', { errors: errorsOf(error?.issues ?? []) });
  return data;
}

function effectOf(provider: CallbackProvider, { reference }: { reference: string }): { effectId: string; n: number } {
  const [effectId, kind, n] = effectIdPattern.exec(reference) ?? [];
  if (effectId === undefined || kind !== kinds[provider]) throw refusal('not-found');
  return { effectId, n: Number(n) };
}
