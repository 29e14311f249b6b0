import { identityReviewer, type CommandOf, type ProcessType, type SealedClass } from '#domain';
import type { ProcessName } from './driver';
import type { Company, Name, StepName, StepOf } from './step';

/** How a driver names things: an id for each name, a key for each identifier. */
export interface Names {
  id(kind: string, name: Name): string;
  key(kind: 'phone' | 'identity' | 'device', value: string): string;
}

interface Sealed {
  subjectId: string;
  dataClass: SealedClass;
  field: string;
  value: string;
  replace?: boolean;
  /** The blind index by which it is found. */
  foundBy?: string;
}

/** A code that went to a phone for this purpose, and that its owner has entered. */
export interface PhoneProof {
  purpose: string;
  identifierId: string;
  boundTo: string;
}

/** The command of a step, as the engine takes it. */
export interface Order<P extends ProcessType = ProcessType> {
  process: P;
  id: string;
  command: CommandOf<P>;
  proof?: PhoneProof;
  seal?: readonly Sealed[];
}

/** `reads`: the process whose state the step needs. */
export interface Recipe<S extends StepName> {
  reads?: (step: StepOf<S>) => readonly [ProcessName, Name] | undefined;
  order(step: StepOf<S>, names: Names, state: never): Order;
}

export type Recipes<S extends StepName> = { [K in S]: Recipe<K> };

export const positionOf = ({ id }: Names, { company, position }: Company) => id('position', `${company} ${position}`);
export const departmentOf = ({ id }: Pick<Names, 'id'>, { company }: Company, department: Name) =>
  id('department', `${company} ${department}`);
export const itAdminsOf = ({ id }: Names, { company }: Company) => id('role', company);
export const reviewersOf = ({ id }: Names) => id('role', identityReviewer);

export const to = <P extends ProcessType>(
  process: P,
  id: string,
  command: CommandOf<P>,
  more: Pick<Order, 'proof' | 'seal'> = {},
): Order => ({
  process,
  id,
  command,
  ...more,
});
