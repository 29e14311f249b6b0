import type { z } from 'zod';
import type { ProcessType } from '#domain';
import { accounts } from './account';
import { approvals } from './approval';
import { approvalPolicies } from './approval-policy';
import { calendars } from './calendar';
import { companies } from './company';
import { delegations } from './delegation';
import { deregistrations } from './deregistration';
import type { Face } from './face';
import { registrations } from './registration';
import { rightsReviews } from './rights-review';
import { riskAlerts } from './risk-alert';
import { verifications } from './verification';

/** The one place where a process is registered to be met over HTTP. A process that no route shows has no face. */
export const faces = {
  account: accounts,
  deregistration: deregistrations,
  registration: registrations,
  company: companies,
  approval: approvals,
  'rights-review': rightsReviews,
  'risk-alert': riskAlerts,
  calendar: calendars,
  delegation: delegations,
  'approval-policy': approvalPolicies,
  verification: verifications,
} satisfies Partial<Record<ProcessType, Face>>;

type Faces = typeof faces;
export type FacedProcess = keyof Faces;

/** What a command takes over HTTP. */
export type BodyOf<P extends FacedProcess, C extends keyof Faces[P]['bodies']> = z.infer<Faces[P]['bodies'][C]>;

type Together<T> = (T extends unknown ? (of: T) => void : never) extends (of: infer All) => void ? All : never;

/** The rights of all processes. */
export const rightsOfFaces = Object.assign({}, ...Object.values(faces).map(({ rights }) => rights)) as Together<
  Faces[FacedProcess]['rights']
>;

/** What each code of the rules of all processes means. */
export const problemsOfFaces = Object.assign({}, ...Object.values(faces).map(({ problems }) => problems)) as Together<
  Faces[FacedProcess]['problems']
>;

type ScopeIn<R> = R extends { scope: infer S extends string } ? S : never;
type Rights = typeof rightsOfFaces;

/** The scopes that the rights of all processes ask for. */
export const scopesOfFaces = [...new Set(Object.values<{ scope?: string }>(rightsOfFaces).flatMap(({ scope }) => scope ?? []))] as ScopeIn<
  Rights[keyof Rights]
>[];

/** The face of a process. @throws for one that has none: a bug */
export function faceOf(process: string): Face {
  const found = (faces as Readonly<Partial<Record<string, Face>>>)[process];
  if (found === undefined) throw new Error(`no route shows ${process}`);
  return found;
}
