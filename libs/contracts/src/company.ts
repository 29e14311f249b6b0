import { z } from 'zod';
import { everybody } from './access';
import { body, face } from './face';
import { duration, exampleId, id, instant, knownLabel, label, person, personId, text } from './formats';
import { companyProblems } from './problems/companies';
import { processSchemas } from './process';

const companyKind = z.enum(['enterprise', 'sole-trader', 'public-body']);

/** `POST /v1/companies`: takes a company in that has been verified elsewhere. Its name is sealed. */
const foreignRelated = z
  .boolean()
  .describe('Whether foreign staff may join, who then send the end of their visa. Left out: not said, and nothing is asked of them.')
  .optional();
const TakeInCompany = body(z.strictObject({ name: text(200), companyKind, verified: z.literal(true), foreignRelated }), {
  name: 'Acme',
  companyKind: 'enterprise',
  verified: true,
  foreignRelated: true,
});

const answer = processSchemas('company', { states: ['verified'], own: { companyKind, foreignRelated }, workflow: false }).whole;

/** `POST /v1/companies/{id}/positions`: one more in the preset library. `positionId` and `template` are words of the company's own; the title is sealed. */
const AddPosition = body(
  z.strictObject({
    positionId: label,
    title: text(200),
    template: label.describe(
      'The name of the group of permissions that the position gives, in your own words. Stored and returned; no rule reads it.',
    ),
    autoApprove: z.boolean().optional().describe('A registration for this position needs no confirmation by people.'),
  }),
  {
    positionId: 'sales',
    title: 'Sales',
    template: 'sales',
    autoApprove: true,
  },
);

export const position = z.strictObject({ companyId: id, positionId: label, template: label, autoApprove: z.boolean() });

const role = z.enum(['it-admin', 'super-admin', 'company-admin']);

/** `POST /v1/companies/{id}/roles`. */
const GrantRole = body(z.strictObject({ role, userId: personId }), { role: 'it-admin', userId: exampleId });

/** `POST /v1/companies/{id}/roles/revocation`. */
const TakeRoleBack = body(z.strictObject({ role, userId: personId }), { role: 'it-admin', userId: exampleId });

/** `principalId` stands for the person in every answer. */
export const grantedRole = z.strictObject({ companyId: id, role, principalId: id });

const managersMax = 20;
export const managers = z
  .array(person)
  .min(1)
  .max(managersMax)
  .refine((people) => new Set(people).size === people.length, { message: 'must not repeat' });

/** `POST /v1/companies/{id}/invites`: `managers` confirm whoever comes with it. */
const IssueInvite = body(z.strictObject({ positionId: knownLabel, managers, expiresIn: duration.optional() }), {
  positionId: 'sales',
  managers: [`user:${exampleId}`],
  expiresIn: 'P7D',
});

/** The code is stored nowhere; the same call returns it again. */
export const issuedInvite = z.strictObject({ code: z.string(), expiresAt: instant });

export const companies = face({
  path: 'companies',
  answer,
  read: 'readCompanies',
  rights: {
    takeInCompany: { roles: ['operator'], scope: 'companies:write' },
    manageCompany: { roles: ['operator'], scope: 'companies:write' },
    readCompanies: { roles: everybody, scope: 'companies:read' },
  },
  bodies: { TakeInCompany, AddPosition, GrantRole, TakeRoleBack, IssueInvite },
  problems: companyProblems,
});
