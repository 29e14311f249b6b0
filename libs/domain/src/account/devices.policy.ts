/** On which devices a person signs in. Accounts of version 5 and later have it. */
export interface DevicesPolicy {
  devices: number;
  accountsPerDevice: number;
  untrusted: readonly string[];
  limited: readonly string[];
  binds: number;
}

export const devicesPolicy = {
  /** R21, S1: an account is signed in on so many devices at most. */
  devices: 5,
  /** R19, S1: so many accounts on one device, also at sign-in. */
  accountsPerDevice: 3,
  /** R19, S1, our choice: nobody signs in on an emulator, a copy of the program beside itself, or a virtual machine. */
  untrusted: ['emulator', 'cloned', 'virtual-machine'],
  /** R19, S1: what an account may do is limited while it is bound to one of these. */
  limited: ['rooted', 'jailbroken'],
  /** Our choice: a person binds so many devices in all, one after the other. */
  binds: 500,
} as const satisfies DevicesPolicy;
