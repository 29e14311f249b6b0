import { refuse } from '../decider';
import { defined, id } from '../events';
import { rulesOf } from '../rule';
import type { Account } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { devicesOf } from './devices';
import { stillLiving } from './opening';
import { accountsOn, deviceFields, judgeDevice, restrictionOn } from './signed-in';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

export const signingInRules = {
  /** R21, R19: a device that is not bound yet, by a scan on one that is; the first one by the sign-in alone. */
  AddDevice: rule({
    origin: 'caller',
    right: 'bindDevices',
    takes: { accountId: id, ...deviceFields },
    given: stillLiving.when(({ frozenBy }) => frozenBy === undefined, 'deregistration-pending'),
    needs: ({ device }) => ({ device: accountsOn(device.key) }),
    atMost: { times: ({ devices }) => devices?.binds, soFar: ({ binds = 0 }) => binds },
    emits: ['DeviceAdded'],
    refuses: [
      ...(['device-untrusted', 'account-locked', 'device-account-limit', 'device-limit', 'device-proof-required'] as const),
      ...(['device-bound-already', 'devices-not-bound'] as const),
    ],
    decide: ({ state: account, command: { accountId, device, integrity, byScan }, facts: { device: found }, now, policy }) => {
      if (!policy.devices) return refuse('devices-not-bound');
      const { refused, bound } = judgeDevice(account, { accountId, integrity, found, isProven: byScan }, policy.devices, now);
      if (refused) return refused;
      if (bound) return refuse('device-bound-already');
      const { entryId: deviceId } = device;
      return {
        ...accept({
          type: 'DeviceAdded',
          deviceId,
          ...defined({ restriction: restrictionOn(integrity, policy.devices) }),
          byScan,
          at: now,
        }),
        tallies: [{ change: 'enter', kind: 'device-account', ...device, holder: accountId }],
      };
    },
  }),
  /** R21: the place is free for another device, and the device for another account. */
  SignOutDevice: rule({
    origin: 'caller',
    right: 'bindDevices',
    takes: { deviceId: id },
    given: stillLiving.when((account) => devicesOf(account).length > 0, 'device-unknown'),
    emits: ['DeviceSignedOut'],
    refuses: ['device-unknown'],
    decide: ({ state: account, command: { deviceId }, now }) =>
      devicesOf(account).some((each) => each.deviceId === deviceId)
        ? { ...accept({ type: 'DeviceSignedOut', deviceId, at: now }), tallies: [{ change: 'leave', entryId: deviceId }] }
        : refuse('device-unknown'),
  }),
};
