import { refuse, type Instant, type TallyEntry } from '../decider';
import { code, eventsOf, flag, group, id, instant, key, optional } from '../events';
import { tally } from '../needs';
import { integrities } from '../registration/device';
import { isLiving, type Account, type LivingAccount } from './account';
import { limitedDevice } from './device';
import { devicesOf, placesOnDevices } from './devices';
import { devicesPolicy, type DevicesPolicy } from './devices.policy';
import { isLocked } from './restriction';

export const signedInEvents = {
  /** R21: the person has signed out there; the device is free for another account. */
  DeviceSignedOut: eventsOf<Account>().from(isLiving)({ deviceId: id, at: instant }, (account, { deviceId }) => ({
    ...account,
    devices: devicesOf(account).filter((each) => each.deviceId !== deviceId),
  })),
  /** R21: a further device, by a proof on one that was there; the first needs none. */
  DeviceAdded: eventsOf<Account>().from(isLiving)(
    { deviceId: id, restriction: optional(code(limitedDevice)), byScan: flag, at: instant },
    ({ binds = 0, ...account }, { byScan: _proof, ...device }) => ({
      ...account,
      devices: [...devicesOf(account), device],
      binds: binds + 1,
    }),
  ),
};

/** The device of a sign-in: `key` is the blind index of its fingerprint, `entryId` its place if it is bound. */
export const deviceFields = { device: group({ entryId: id, key }), integrity: code(...integrities), byScan: flag };

/** R19: the accounts on this device, as many as decide. */
export const accountsOn = (key: string) => tally('device-account', key, devicesPolicy.accountsPerDevice + 1);

interface SignInOn {
  accountId: string;
  integrity: string;
  found?: readonly TallyEntry[] | undefined;
  isProven: boolean;
}

/** R19, R21, E12: why this person may not sign in there now; `bound`: the device is theirs already. */
export function judgeDevice(
  account: LivingAccount,
  { accountId, integrity, found = [], isProven }: SignInOn,
  policy: DevicesPolicy,
  now: Instant,
) {
  const { untrusted, accountsPerDevice, devices } = policy;
  const own = placesOnDevices(account);
  const bound = found.some(({ entryId }) => own.includes(entryId));
  const others = new Set(found.map(({ holder }) => holder).filter((holder) => holder !== accountId)).size;
  const refusals = [
    untrusted.includes(integrity) && refuse('device-untrusted'),
    isLocked(account, now) && refuse('account-locked', { availableAt: account.lockedUntil! }),
    !bound && others >= accountsPerDevice && refuse('device-account-limit', { limit: accountsPerDevice }),
    !bound && devicesOf(account).length >= devices && refuse('device-limit', { limit: devices }),
    !bound && devicesOf(account).length > 0 && !isProven && refuse('device-proof-required'),
  ] as const;
  return { refused: refusals.find((each) => each !== false), bound };
}

export const restrictionOn = (integrity: string, { limited }: DevicesPolicy) => (limited.includes(integrity) ? limitedDevice : undefined);
