import { code, group, id, instant, optional, type DataOf } from '../events';

/** R19: the restriction of an account that was registered on a rooted or jailbroken device. */
export const limitedDevice = 'limited-device' as const;

const deviceFields = {
  /** R20: its place among the accounts of the device, which stands for the index of the fingerprint. */
  deviceId: id,
  restriction: optional(code(limitedDevice)),
};
export const boundDevice = group(deviceFields);

export const boundFields = { ...deviceFields, at: instant };
export type BoundDevice = DataOf<typeof boundFields>;
