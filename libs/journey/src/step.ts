import type { Instant } from '#domain';

/** Stands for an id inside a journey: each driver has an id of its own for it. */
export type Name = string;

/** A verified company with one position. People are named by their public ids. */
export interface Company {
  company: Name;
  position: string;
  /** The position's title. */
  title?: string;
  /** The position needs no confirmation by people. */
  autoApprove?: boolean;
  /** The department that all applicants come into. */
  department?: Name;
  itAdmins: readonly string[];
  /** The people who confirm all applicants of this company. */
  managers: readonly string[];
}

/** A person who registers. The account that comes of it has the same name as the registration. */
export interface Applicant {
  registration: Name;
  phone: string;
  fullName: string;
  /** The number of an identity card. */
  document: string;
  /** Its fingerprint. */
  device: string;
}

/** A place in a company that an applicant was invited to. */
export interface Invitation {
  at: Company;
  invite: Name;
}

export type TaskDecision = 'approve' | 'reject';

/** What each step needs to know. */
interface Fields {
  openCompany: { at: Company };
  addPosition: { at: Company };
  addDepartment: { at: Company; department: Name };
  grantItAdmin: { at: Company; person: string };
  appointReviewer: { person: string };
  issueInvite: Invitation;
  openRegistration: { who: Applicant; invitation?: Invitation };
  provePhone: { who: Applicant };
  recordSignIn: { who: Applicant };
  giveProfile: { who: Applicant };
  /** `again`: names a document that belonged to another person when the profile was given. */
  submit: { who: Applicant; again?: true };
  /** On the approval of the submission. */
  decide: { who: Applicant; person: string; decision: TaskDecision };
  /** On the approval of a doubtful identity. */
  review: { who: Applicant; person: string; decision: TaskDecision };
  withdraw: { who: Applicant };
  /** `at`: a company that the person belongs to. */
  takeInAccount: { account: Name; phone: string; fullName: string; document?: string; at?: Company };
  requestDeregistration: { account: Name; deregistration: Name; groupsLeft?: false };
  undoDeregistration: { deregistration: Name; phone: string };
}

export type StepName = keyof Fields;
export type StepOf<S extends StepName> = S extends StepName ? { step: S } & Fields[S] : never;
/** A step of one actor: one command. */
export type CommandStep = StepOf<StepName>;
export type Step = CommandStep | { step: 'letPass'; time: Instant };

/** A life as data: its steps in order, each with all that it needs. */
export type Journey = readonly Step[];
