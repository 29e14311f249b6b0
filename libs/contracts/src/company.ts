import { z } from 'zod';
import { duration, id, instant, knownLabel, label, person, text } from './formats';
import { processSchemas } from './process';

const companyKind = z.enum(['enterprise', 'sole-trader', 'public-body']);

/** `POST /v1/companies`: takes a company in that has been verified elsewhere. Its name is sealed. */
export const takeInCompany = z.strictObject({ name: text(200), companyKind, verified: z.literal(true) });
export type TakeInCompany = z.infer<typeof takeInCompany>;

export const company = processSchemas('company', { states: ['verified'], own: { companyKind }, workflow: false }).whole;

/**
 * `POST /v1/companies/{id}/positions`: adds one to the library. `positionId` and `template` are words of the company;
 * the title is sealed.
 */
export const addPosition = z.strictObject({ positionId: label, title: text(200), template: label, autoApprove: z.boolean().optional() });
export type AddPosition = z.infer<typeof addPosition>;

export const position = z.strictObject({ companyId: id, positionId: label, template: label, autoApprove: z.boolean() });

const role = z.enum(['it-admin', 'super-admin', 'company-admin']);

/** `POST /v1/companies/{id}/roles`. */
export const grantRole = z.strictObject({ role, userId: id });
export type GrantRole = z.infer<typeof grantRole>;

/** `principalId` stands for the person in every answer. */
export const grantedRole = z.strictObject({ companyId: id, role, principalId: id });

const managersMax = 20;
export const managers = z
  .array(person)
  .min(1)
  .max(managersMax)
  .refine((people) => new Set(people).size === people.length, { message: 'must not repeat' });

/** `POST /v1/companies/{id}/invites`: `managers` confirm the applicants who use it. */
export const issueInvite = z.strictObject({ positionId: knownLabel, managers, expiresIn: duration.optional() });
export type IssueInvite = z.infer<typeof issueInvite>;

/** The code is stored nowhere; the same call returns it again. */
export const issuedInvite = z.strictObject({ code: z.string(), expiresAt: instant });
