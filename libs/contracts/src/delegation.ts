import { z } from 'zod';
import { administrators, everybody } from './access';
import { matterTypes } from './approval-inbox';
import { body, face } from './face';
import { exampleId, id, instant, person, sentInstant, word } from './formats';
import { page, pageQuery } from './page';
import { delegationProblems } from './problems/delegations';
import { processSchemas } from './process';

const delegationStates = ['given', 'ended'] as const;

/**
 * `POST /v1/delegations`: from one instant to another somebody decides in the place of somebody else, who may go on
 * deciding too: the first decision counts.
 */
const GiveDelegation = body(
  z.strictObject({
    delegator: person
      .optional()
      .describe('In whose place it is. Left out: in yours. Only an administrator of the company names somebody else, who is away.'),
    delegate: person,
    companyId: id.optional().describe('The company whose matters it is about. Left out: the matters of the platform.'),
    from: sentInstant.optional().describe('Left out: from now on.'),
    until: sentInstant,
    matterTypes: z.array(z.enum(matterTypes)).min(1).max(20).optional().describe('Left out: every type of matter.'),
  }),
  { delegate: `user:${exampleId}`, companyId: exampleId, until: '2030-01-31T00:00:00Z' },
  {
    ...{ delegator: `user:${exampleId}`, delegate: `user:${exampleId}`, companyId: exampleId },
    ...{ from: '2030-01-01T00:00:00Z', until: '2030-01-31T00:00:00Z', matterTypes: ['document-export'] },
  },
);

/** People by their random ids. */
const own = {
  delegator: id,
  delegate: id,
  from: instant,
  until: instant.describe('At this instant it does not hold any more. Its state stays given: nobody need end it.'),
  matterTypes: z.array(word).optional().describe('Left out: every type of matter.'),
  endedBy: z.enum(['delegator', 'delegate', 'administrator', 'delegator-left', 'delegate-left']).optional(),
  endedAt: instant.optional(),
};
const delegation = processSchemas('delegation', { states: delegationStates, outcomes: ['ended'], own, workflow: false, subject: false });

/** `as`: those that the caller has given, or those that they have been given. Left out: both. */
export const delegationQuery = z.strictObject({
  ...pageQuery,
  as: z.enum(['delegator', 'delegate']).optional(),
  companyId: id.optional(),
  state: z.enum(delegationStates).optional(),
});
export type DelegationQuery = z.infer<typeof delegationQuery>;
export const delegationPage = page(delegation.item);

export const delegations = face({
  path: 'delegations',
  answer: delegation.whole,
  read: 'readDelegations',
  rights: {
    giveDelegations: { roles: ['service'], scope: 'approvals:write', administrators, forPeople: true, proof: 'person' },
    readDelegations: { roles: everybody, scope: 'approvals:read', administrators, forPeople: true },
  },
  list: { page: delegationPage, query: delegationQuery },
  bodies: { GiveDelegation },
  problems: delegationProblems,
});
