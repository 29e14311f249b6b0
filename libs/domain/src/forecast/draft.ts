import { accountPolicies, type AccountPolicy } from '../account/account.policy';

/** Stands for a policy that nobody has released. */
export const draftVersion = 0;

export interface PolicyFault {
  path: string;
  message: string;
}

const countMax = 100_000;
const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The policy of a version with other values in some fields, or what of them does not fit. */
export function draftOf(
  version: number,
  changes: Readonly<Record<string, unknown>>,
): { policy: AccountPolicy } | { faults: readonly PolicyFault[] } {
  const base = accountPolicies[version];
  if (base === undefined) return { faults: [{ path: 'policyVersion', message: 'there is no such version' }] };
  const faults = faultsIn(base, changes, 'policy');
  if (faults.length > 0) return { faults };
  const policy = { ...(merged(base, changes) as AccountPolicy), version: draftVersion };
  const outOfOrder = policy.tierOneDay > policy.tierTwoDay;
  return outOfOrder ? { faults: [{ path: 'policy.tierTwoDay', message: 'must not be before tierOneDay' }] } : { policy };
}

/** Each value is of the same kind as the one in its place; lists keep the kind of their items. */
function faultsIn(base: unknown, changed: unknown, path: string): readonly PolicyFault[] {
  if (isGroup(base)) {
    if (!isGroup(changed)) return [{ path, message: 'must be an object' }];
    return Object.entries(changed).flatMap(([name, value]) =>
      Object.hasOwn(base, name) && name !== 'version'
        ? faultsIn(base[name], value, `${path}.${name}`)
        : [{ path: `${path}.${name}`, message: 'is no field that may change' }],
    );
  }
  if (Array.isArray(base)) return faultsInList(base, changed, path);
  if (typeof base === 'number') return isCount(changed) ? [] : [{ path, message: `must be a whole number from 0 to ${countMax}` }];
  return typeof base === typeof changed ? [] : [{ path, message: `must be a ${typeof base}` }];
}

function faultsInList(base: readonly unknown[], changed: unknown, path: string): readonly PolicyFault[] {
  if (!Array.isArray(changed)) return [{ path, message: 'must be a list' }];
  if (base.some(isGroup)) {
    if (changed.length !== base.length) return [{ path, message: `must have ${base.length} items` }];
    return changed.flatMap((item, i) => faultsIn(base[i], item, `${path}.${i}`));
  }
  return changed.every((item) => typeof item === 'string' && item.length <= 100) ? [] : [{ path, message: 'must be a list of words' }];
}

const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= countMax;

function merged(base: unknown, changed: unknown): unknown {
  if (isGroup(base) && isGroup(changed))
    return { ...base, ...Object.fromEntries(Object.entries(changed).map(([name, value]) => [name, merged(base[name], value)])) };
  if (Array.isArray(base) && base.some(isGroup)) return base.map((item, i) => merged(item, (changed as readonly unknown[])[i]));
  return changed;
}
