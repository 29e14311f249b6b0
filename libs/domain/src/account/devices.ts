import type { Account } from './account';
import { limitedDevice, type BoundDevice } from './device';

/** R20: the devices that an account is bound to, oldest first; none of accounts of earlier registrations. */
export const devicesOf = (account: Account): readonly BoundDevice[] => (account.status === 'living' ? (account.devices ?? []) : []);

/** R19: one device that nobody can vouch for is enough. */
export const isLimitedByDevice = (account: Account): boolean => devicesOf(account).some(({ restriction }) => restriction === limitedDevice);

/** Its places among the accounts of devices: earlier releases have bound that of the registration by its id alone. */
export const placesOnDevices = (account: Account | undefined): readonly string[] =>
  account?.status !== 'living'
    ? []
    : [...new Set([account.deviceId, ...devicesOf(account).map(({ deviceId }) => deviceId)].filter((place) => place !== undefined))];
