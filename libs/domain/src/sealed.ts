import type { ProcessType } from './processes';

/**
 * What each kind of process seals in the vault under its subject, by data class: commands name no other class.
 * An approval of a waiting process has the subject of that process.
 */
export const sealedBy = {
  account: ['contact', 'directory', 'profile'],
  /** R17: with a merge the number that was proven becomes that of an account. */
  approval: ['contact', 'context', 'reasons'],
  calendar: [],
  'approval-policy': [],
  company: ['company'],
  delegation: [],
  department: ['company'],
  deregistration: [],
  invite: [],
  position: ['company'],
  registration: ['contact', 'directory', 'profile', 'reasons'],
  'rights-review': [],
  'risk-alert': ['reasons'],
  role: [],
  verification: ['reasons', 'verification'],
} as const satisfies Readonly<Record<ProcessType, readonly string[]>>;

export type SealedClass<P extends ProcessType = ProcessType> = (typeof sealedBy)[P][number];

/** Names of companies, positions and departments are about no person, and stay. */
export const keptClasses = ['company'] as const satisfies readonly SealedClass[];
