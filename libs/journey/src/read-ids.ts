import type { CommandStep, Name, StepName, StepOf } from './step';

/** An id in an answer, of a named thing. */
export type NamedId = readonly [kind: string, name: Name, id: unknown];
type Body = Record<string, unknown>;

/** The ids in an answer about a registration. */
export const readRegistrationIds = (name: Name, { id, approvalId, accountId }: Body): readonly NamedId[] => [
  ['registration', name, id],
  ['approval', name, approvalId],
  ['account', name, accountId],
];

const tellers: { [S in StepName]?: (step: StepOf<S>, body: Body) => readonly NamedId[] } = {
  openCompany: ({ at }, { id }) => [['company', at.company, id]],
  addDepartment: ({ at, department }, { departmentId }) => [['department', `${at.company} ${department}`, departmentId]],
  issueInvite: ({ invite }, { code }) => [['invite', invite, code]],
  takeInAccount: ({ account }, { id }) => [['account', account, id]],
  requestDeregistration: ({ deregistration }, { id }) => [['deregistration', deregistration, id]],
  openRegistration: ({ who }, body) => readRegistrationIds(who.registration, body),
  submit: ({ who }, body) => readRegistrationIds(who.registration, body),
};

/** The ids in the answer to a step. */
export const readIds = (step: CommandStep, body: Body): readonly NamedId[] => tellers[step.step]?.(step as never, body) ?? [];
