import { z } from 'zod';
import { writtenPolicy } from './approval-policy';
import { matterTypes } from './approval-inbox';
import { body } from './face';
import { count, duration, exampleId, id, instant, knownLabel, label, sentInstant, taskId, word } from './formats';

/** People of a simulation are words of the caller's own; those whom a policy names, their ids. */
const person = z.union([label, id]);
const peopleMax = 500;
const people = z.array(person).max(peopleMax);
/** As many steps as a simulation may take at most: the rule counts them. */
const actsMax = 10_000;
const rolesMax = 50;
const byWord = z
  .record(knownLabel, people)
  .refine((all) => Object.keys(all).length <= rolesMax, { message: `must have at most ${rolesMax} entries` });

const after = duration.describe('Counted from the start.');
const act = z.discriminatedUnion('does', [
  z.strictObject({ after, person, does: z.enum(['approve', 'reject']), reasonCode: label.optional(), taskId: taskId.optional() }),
  z
    .strictObject({
      ...{ after, person, does: z.literal('return-to-stage'), reasonCode: label.optional(), taskId: taskId.optional() },
      returnTo: count.optional().describe('The stage, from 1. Left out: where a rejection leads, else the stage before.'),
    })
    .describe('A new round begins: what was decided from that stage on is void.'),
  z.strictObject({ after, person, does: z.enum(['take', 'release']), taskId }),
  z.strictObject({ after, person, does: z.literal('withdraw') }),
  z.strictObject({ after, person, does: z.enum(['leave', 'return']).describe('Their account is frozen or gone; or they are back.') }),
]);

const calendar = z.union([z.strictObject({ region: label }), z.strictObject({ storedId: id })]);

const script = {
  calendar: calendar.optional().describe('By which working days are counted. Left out: by that of the company, else of the platform.'),
  startsAt: sentInstant.optional().describe('Left out: now. Working days are counted from it.'),
  requester: person.default('requester'),
  managers: people.default([]),
  roles: byWord.default({}).describe('Who holds which role.'),
  groups: byWord.default({}).describe('Who belongs to which group.'),
  acts: z.array(act).max(actsMax).default([]).describe('What people do, and when. What falls due comes before it at the same instant.'),
};
const exampleScript = {
  startsAt: '2026-02-12T01:00:00Z',
  requester: 'li',
  managers: ['wang'],
  roles: { 'it-admin': ['chen'] },
  groups: { finance: ['zhao', 'qian'] },
  acts: [
    { after: 'PT3H', person: 'wang', does: 'approve' },
    { after: 'P1D', person: 'chen', does: 'leave' },
    { after: 'P2D', person: 'zhao', does: 'reject', reasonCode: 'not-needed', taskId: '1.1.1.1' },
  ],
};
const lapse = 72;
const simple = { stages: [{ slots: [{ selector: { kind: 'group', group: 'finance' } }] }], expiryHours: lapse };

/** `POST /v1/approval-policies/simulations`: of a draft that nobody has stored; without one, of the built-in policy. */
export const simulateDraft = body(
  z.strictObject({
    matterType: z.enum(matterTypes),
    companyId: id.optional().describe('The company whose calendar counts.'),
    policy: writtenPolicy.optional(),
    ...script,
  }),
  {
    matterType: 'document-export',
    companyId: exampleId,
    calendar: { region: 'cn' },
    policy: simple,
    ...exampleScript,
  },
);
export type SimulateDraft = z.infer<typeof simulateDraft>;

/**
 * `POST /v1/approval-policies/{id}/simulations`: of a version of it, the newest by default, or of a draft of its next
 * one.
 */
export const simulatePolicy = body(
  z.strictObject({ version: z.number().int().positive().optional(), policy: writtenPolicy.optional(), ...script }),
  { version: 1, calendar: { storedId: exampleId }, ...exampleScript },
  { policy: simple, ...exampleScript },
);
export type SimulatePolicy = z.infer<typeof simulatePolicy>;

/** Who decides what and when, every reminder, escalation and outcome. */
export const simulation = z.strictObject({
  outcome: word.describe('How it ends; pending where nothing is left that could end it, none where it does not open.'),
  unmet: z.array(word).optional().describe('The slots for which people are missing, where it does not open.'),
  endedAt: instant.optional(),
  steps: count,
  happened: z.array(
    z.strictObject({
      at: instant,
      by: word.describe('A person; timer for what falls due, worker for what follows from who acts no more.'),
      command: word,
      recorded: z.array(word),
      refused: word.optional(),
      round: count.optional(),
      stage: count.optional(),
      state: word,
      waitsFor: z.array(word).describe('Who still has something to decide then.'),
    }),
  ),
});
