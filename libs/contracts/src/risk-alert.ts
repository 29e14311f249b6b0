import { z } from 'zod';
import { administrators, everybody } from './access';
import { body, face } from './face';
import { count, id, instant, label, word } from './formats';
import { prose } from './typed';
import { page, pageQuery, pageQueryUpTo } from './page';
import { riskAlertProblems } from './problems/risk-alerts';
import { processSchemas } from './process';

const states = ['open', 'acknowledged', 'resolved', 'closed'] as const;
const resolutions = ['harmless', 'confirmed'] as const;

/** `POST /v1/risk-alerts/{id}/resolution`: what came of it, and why. The text is sealed. */
const ResolveAlert = body(
  z.strictObject({
    resolution: z.enum(resolutions).describe('harmless: a submission that waited only for the alert goes on.'),
    reason: z.strictObject({ code: label, text: prose(2_000).optional() }),
  }),
  { resolution: 'harmless', reason: { code: 'on-a-journey', text: 'The person is in Berlin this week' } },
);

/** V7, V9: by ids and codes. */
const own = {
  about: z.enum(['account', 'registration']),
  aboutId: id.describe('The account or the registration. Each company of a person has an alert of its own about their account.'),
  causes: z.array(word),
  demands: z.array(z.enum(['basic', 'mid', 'high'])).describe('The steps that the evaluation demanded.'),
  n: count.describe('Which alert about it this is.'),
  times: count.describe('How often something has come up until it was resolved.'),
  raisedAt: instant,
  lastAt: instant,
  acknowledgedBy: id.optional(),
  acknowledgedAt: instant.optional(),
  resolvedBy: id.optional(),
  resolvedAt: instant.optional(),
  resolution: z.enum(resolutions).optional(),
  reasonCode: word.optional(),
};
const alert = processSchemas('risk-alert', { states, outcomes: ['closed'], own, workflow: false });
export const riskAlertQuery = z.strictObject({ ...pageQuery, companyId: id.optional(), state: z.enum(states).optional() });
export type RiskAlertQuery = z.infer<typeof riskAlertQuery>;
export const riskAlertPage = page(alert.item);

/** V9: alerts in every state, oldest first. */
export const riskAlertExportQuery = z.strictObject({
  pageSize: pageQueryUpTo(1_000).pageSize,
  cursor: pageQuery.pageToken.describe('The cursor of the answer before; left out: from the first one on.'),
  companyId: id.optional(),
});
export type RiskAlertExportQuery = z.infer<typeof riskAlertExportQuery>;
export const riskAlertExport = z.strictObject({
  items: z.array(alert.item),
  cursor: z.string().optional().describe('Where this answer ended: call again with it, now or later. Left out where there is none yet.'),
  more: z.boolean().describe('Whether more follow at once.'),
});

export const riskAlerts = face({
  path: 'risk-alerts',
  answer: alert.whole,
  read: 'readRiskAlerts',
  rights: {
    workRiskAlerts: { roles: ['operator'], scope: 'accounts:write', administrators },
    readRiskAlerts: { roles: everybody, scope: 'accounts:read', administrators },
  },
  list: { page: riskAlertPage, query: riskAlertQuery },
  bodies: { ResolveAlert },
  problems: riskAlertProblems,
});
