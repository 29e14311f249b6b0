import type { z } from 'zod';
import {
  account,
  accountPage,
  accountQuery,
  approval,
  company,
  deregistration,
  deregistrationPage,
  deregistrationQuery,
  registration,
  registrationPage,
  registrationQuery,
} from '#contracts';
import type { ProcessType } from '#domain';
import { everybody, writers, type Access } from './access';

/** How callers meet one kind of process: its path, its answer, and the rights. */
interface Face<R extends string = string> {
  /** The path of its processes under `/v1`. */
  path: string;
  /** The answer of its own route, and of commands on it. */
  answer: z.ZodType;
  /** Its own route may wait for the end of a passing state. */
  waits?: boolean;
  /** The right to read one, and the list of them. */
  read: NoInfer<R>;
  /** Every right on processes of the kind, those that the rules name among them. */
  rights: Readonly<Record<R, Access>>;
  /**
   * Its list, if it has no order of its own. `person`: the column with the account of the person who finds their own.
   */
  list?: { page: z.ZodType; query: z.ZodType; person?: 'id' | 'accountId' | 'applicant' };
}

const face = <const R extends string>(described: Face<R>) => described;

/** The one place that registers a process for HTTP. Processes that no route shows have no face. */
export const faces = {
  account: face({
    path: 'accounts',
    answer: account,
    waits: true,
    read: 'readAccounts',
    rights: {
      takeInAccount: { roles: ['operator'], scope: 'accounts:write' },
      readAccounts: { roles: everybody, scope: 'accounts:read', forPeople: true, whileLeaving: true },
    },
    list: { page: accountPage, query: accountQuery, person: 'id' },
  }),
  deregistration: face({
    path: 'deregistrations',
    answer: deregistration,
    waits: true,
    read: 'readDeregistrations',
    rights: {
      requestDeregistration: { roles: writers, scope: 'deregistrations:write', forPeople: true, whileLeaving: true },
      readDeregistrations: { roles: everybody, scope: 'deregistrations:read', forPeople: true, whileLeaving: true },
      revokeDeregistration: { roles: writers, scope: 'deregistrations:write', forPeople: true, whileLeaving: true },
      retryPurgeStep: { roles: ['operator'], scope: 'deregistrations:write' },
    },
    list: { page: deregistrationPage, query: deregistrationQuery, person: 'accountId' },
  }),
  registration: face({
    path: 'registrations',
    answer: registration,
    waits: true,
    read: 'readRegistrations',
    rights: {
      openRegistration: { roles: writers, scope: 'registrations:write' },
      readRegistrations: { roles: everybody, scope: 'registrations:read', forPeople: true },
      changeRegistration: { roles: writers, scope: 'registrations:write', forPeople: true },
      openReview: { roles: ['operator'], scope: 'registrations:write' },
      retryDirectoryRemoval: { roles: ['operator'], scope: 'registrations:write' },
    },
    list: { page: registrationPage, query: registrationQuery, person: 'applicant' },
  }),
  company: face({
    path: 'companies',
    answer: company,
    read: 'readCompanies',
    rights: {
      takeInCompany: { roles: ['operator'], scope: 'companies:write' },
      manageCompany: { roles: ['operator'], scope: 'companies:write' },
      readCompanies: { roles: everybody, scope: 'companies:read' },
    },
  }),
  approval: face({
    path: 'approvals',
    answer: approval,
    read: 'readApprovals',
    rights: {
      openApproval: { roles: writers, scope: 'approvals:write', forPeople: true },
      readApprovals: { roles: writers, scope: 'approvals:read', forPeople: true },
      decideApproval: { roles: writers, scope: 'approvals:write', forPeople: true },
    },
  }),
} satisfies Partial<Record<ProcessType, Face>>;

export type FacedProcess = keyof typeof faces;

type RightsTogether<F> = (F extends { rights: infer R } ? (of: R) => void : never) extends (of: infer All) => void ? All : never;

/** The rights of all processes. */
export const rightsOfFaces = Object.assign({}, ...Object.values(faces).map(({ rights }) => rights)) as RightsTogether<
  (typeof faces)[FacedProcess]
>;

/** The face of a process. @throws if it has none: a bug */
export function faceOf(process: string): Face {
  const found = (faces as Partial<Record<string, Face>>)[process];
  if (found === undefined) throw new Error(`${process} is shown by no route`);
  return found;
}
