import type { MatterType } from '../approval/matters';

/** One thing that is wrong in a policy, at its place in the content: `stages.0.rule.quorum`. */
export interface Fault {
  path: string;
  code: FaultCode;
  message: string;
}

/** What can be wrong, each with a sentence for who has written it. */
const faultMessages = {
  'matter-fixed': 'Approvals of this matter keep the built-in policy',
  'stages-missing': 'A policy needs one stage at least',
  'slots-missing': 'A stage needs one slot at least',
  'too-many': 'There are more of them than a policy may have',
  'too-large': 'The policy is longer than 16 KiB, written as JSON',
  'out-of-range': 'The number is smaller than 1, or larger than a policy may have it',
  'quorum-out-of-reach': 'The quorum asks for more slots than the stage has',
  'need-out-of-reach': 'The slot needs more people than it asks',
  'nobody-can-fill': 'No different people can fill the slots of this stage: it could only be rejected',
  'role-unknown': 'There is no such role to ask here: roles of the company for its own matters, of the platform for its',
  'group-unknown': 'The company has no such group, or nobody is in it',
  'user-unknown': 'Nobody has this id',
  'selector-not-here': 'An identity is reviewed by the role identity-reviewer alone',
  'self-approval-here': 'Nobody counts as the reviewer of their own identity',
  'escalation-cycle': 'This asks people who were asked before: a step or a fallback must lead to others',
  'step-after-expiry': 'The step comes when the approval has lapsed already, or at that instant',
  'step-after-decision': 'An earlier step has decided: this one would never come',
  'returns-forward': 'A rejection returns to this stage or to an earlier one',
  'never-ends': 'Without an expiry, a step of each chain must decide or call an operator',
  'auto-rule-repeated': 'Two rules have the same id',
  'auto-rule-without-position': 'Only a registration has a position that a rule could approve it by',
} as const;
type FaultCode = keyof typeof faultMessages;

export const fault = (path: string, code: FaultCode): Fault => ({ path, code, message: faultMessages[code] });

/** What is known beside the content. */
export interface Surroundings {
  matterType: MatterType;
  /** False: the platform's policy, which serves every company that has none of its own. */
  ofCompany: boolean;
  /** The people of groups, by the code of the group; a group that is missing here is unknown. */
  groups: Readonly<Record<string, readonly string[]>>;
  /** Ids of people that are nobody's. */
  unknownUsers: readonly string[];
}

export const outOfRange = (path: string, value: number | undefined, max: number): readonly Fault[] =>
  value === undefined || (value >= 1 && value <= max) ? [] : [fault(path, 'out-of-range')];
