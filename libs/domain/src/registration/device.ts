import { limitedDevice } from '../account/device';
import { code, count, defined, group, optional, type DataOf } from '../events';
import type { RegistrationPolicy } from './registration.policy';

/** R19: what the program on the device says of it. */
export const integrities = ['genuine', 'rooted', 'jailbroken', 'emulator', 'cloned', 'virtual-machine'] as const;
type Integrity = (typeof integrities)[number];
/** Those that an opening may record. */
export const recordedIntegrities = ['genuine', 'rooted', 'jailbroken', 'emulator'] as const;
type Recorded = (typeof recordedIntegrities)[number];

/** R15: the program that the person registers with, as it says itself. */
const clientFields = { version: code(), osVersion: optional(code()), memoryMb: optional(count) };
export const client = group(clientFields);
type Client = DataOf<typeof clientFields>;

/** R15: what is below what the program was made for. */
export const lacks = ['os-version', 'memory'] as const;
type Lack = (typeof lacks)[number];

/** R19: refuses nothing under a policy that knows no such list but an emulator. */
export const isTrusted = (integrity: Integrity, { untrustedDevices = ['emulator'] }: RegistrationPolicy): integrity is Recorded =>
  !untrustedDevices.includes(integrity);

/** R19: rooted and jailbroken devices may register, and what their accounts may do is limited. */
const isLimited = (integrity: Integrity, { limitedDevices = [] }: RegistrationPolicy): boolean => limitedDevices.includes(integrity);

/** R19: what the account will be restricted by. */
export const restrictionOf = (integrity: Integrity, policy: RegistrationPolicy): typeof limitedDevice | undefined =>
  isLimited(integrity, policy) ? limitedDevice : undefined;

/** R20: the device that success binds; none where the account has it already, or the policy binds none. */
export const deviceToBind = ({ deviceId, integrity }: { deviceId?: string; integrity: Recorded }, policy: RegistrationPolicy) =>
  policy.bindsDevices && deviceId !== undefined ? { deviceId, ...defined({ restriction: restrictionOf(integrity, policy) }) } : undefined;

/** R15: a program that is older than this registers nobody; what does not say how old it is, is not asked. */
export const isSupported = (told: Client | undefined, { clientVersionLeast }: RegistrationPolicy): boolean =>
  told === undefined || clientVersionLeast === undefined || !isOlder(told.version, clientVersionLeast);

/** R15: recorded, and refused to nobody. */
function lacksOf(
  told: Client | undefined,
  platform: keyof RegistrationPolicy['channels'],
  { osVersionsLeast = {}, memoryLeastMb = 0 }: RegistrationPolicy,
): readonly Lack[] {
  const least = osVersionsLeast[platform];
  return [
    ...(told?.osVersion !== undefined && least !== undefined && isOlder(told.osVersion, least) ? (['os-version'] as const) : []),
    ...(told?.memoryMb !== undefined && told.memoryMb < memoryLeastMb ? (['memory'] as const) : []),
  ];
}

/** What an opening records of a device, where there is something to record. */
export function toldOf(told: Client | undefined, platform: keyof RegistrationPolicy['channels'], policy: RegistrationPolicy) {
  const degraded = lacksOf(told, platform, policy);
  return defined({ client: told, degraded: degraded.length > 0 ? degraded : undefined });
}

/** Number by number: 3.10 comes after 3.9, and 3.4 is 3.4.0. What is no number is not new enough. */
function isOlder(version: string, than: string): boolean {
  const [numbers, least] = [version, than].map((each) => each.split('.').map(Number)) as [number[], number[]];
  const at = least.findIndex((number, i) => (numbers[i] ?? 0) !== number);
  return at !== -1 && !((numbers[at] ?? 0) > least[at]!);
}
