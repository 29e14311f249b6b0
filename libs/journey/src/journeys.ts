import type { Applicant, CommandStep, Company, Invitation, Step, StepName } from './step';

/** A company that may invite people: a position, a department if it has one, and IT admins. */
export const opensCompany = (at: Company): readonly CommandStep[] => [
  { step: 'openCompany', at },
  { step: 'addPosition', at },
  ...(at.department === undefined ? [] : [{ step: 'addDepartment', at, department: at.department } as const]),
  ...at.itAdmins.map((person): CommandStep => ({ step: 'grantItAdmin', at, person })),
];

/** Managers and IT admins say yes, one after the other. */
const confirms = (who: Applicant, { managers, itAdmins }: Company): readonly CommandStep[] =>
  [managers[0]!, itAdmins[0]!].map((person) => ({ step: 'decide', who, person, decision: 'approve' }));

/** From the invite to the membership of a company. */
export const joinsCompany = (who: Applicant, at: Company, invite = `invite of ${who.registration}`): readonly CommandStep[] => {
  const invitation: Invitation = { at, invite };
  return [
    { step: 'issueInvite', ...invitation },
    { step: 'openRegistration', who, invitation },
    { step: 'provePhone', who },
    { step: 'giveProfile', who },
    { step: 'submit', who },
    ...(at.autoApprove ? [] : confirms(who, at)),
  ];
};

/** A person without a company: no confirmation, and the way to sign in is a step instead. */
export const comesAlone = (who: Applicant): readonly CommandStep[] => [
  { step: 'openRegistration', who },
  { step: 'provePhone', who },
  { step: 'recordSignIn', who },
  { step: 'giveProfile', who },
  { step: 'submit', who },
];

/** The steps before the first one of this name. */
export function upTo<S extends Step>(name: StepName, journey: readonly S[]): readonly S[] {
  const index = journey.findIndex(({ step }) => step === name);
  if (index < 0) throw new Error(`no step of this journey is ${name}`);
  return journey.slice(0, index);
}
