import type { CommandStep, Name, StepName, StepOf } from './step';

/** An id that an answer tells, of a named thing. */
export type Told = readonly [kind: string, name: Name, id: unknown];
type Body = Record<string, unknown>;

/** What the answer about a registration tells besides itself. */
export const toldOfRegistration = (name: Name, { id, approvalId, accountId }: Body): readonly Told[] => [
  ['registration', name, id],
  ['approval', name, approvalId],
  ['account', name, accountId],
];

const tellers: { [S in StepName]?: (step: StepOf<S>, body: Body) => readonly Told[] } = {
  openCompany: ({ at }, { id }) => [['company', at.company, id]],
  issueInvite: ({ invite }, { code }) => [['invite', invite, code]],
  takeInAccount: ({ account }, { id }) => [['account', account, id]],
  requestDeregistration: ({ deregistration }, { id }) => [['deregistration', deregistration, id]],
  openRegistration: ({ who }, body) => toldOfRegistration(who.registration, body),
  submit: ({ who }, body) => toldOfRegistration(who.registration, body),
};

/** The ids that the answer to a step tells. */
export const toldBy = (step: CommandStep, body: Body): readonly Told[] => tellers[step.step]?.(step as never, body) ?? [];
