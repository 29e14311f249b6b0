import { z } from 'zod';

/** As the domain has them: a spec compares them. */
export const integrities = ['genuine', 'rooted', 'jailbroken', 'emulator', 'cloned', 'virtual-machine'] as const;

/** What a device says of itself (R19). */
export const integrity = z.enum(integrities);
