import canonicalize from 'canonicalize';
import type { Caller } from '#engine';
import type { Keys } from '#vault';

/**
 * The caller of one part of a call of many: its key derives from the call's, by what the part is called there. So the
 * same call goes on where it broke off, and a part that was answered gets its recorded answer.
 */
export function callerOfPart(
  keys: Keys,
  { formerRequestHashes: _none, ...caller }: Caller,
  { purpose, name }: { purpose: string; name: string },
  part: object,
): Caller {
  const commandId = keys.hmac(purpose, caller.commandId, name);
  return { ...caller, commandId, requestHash: keys.hmac('request-of-item', commandId, canonicalize(part)!) };
}
