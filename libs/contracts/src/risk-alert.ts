import { z } from 'zod';
import { administrators, everybody } from './access';
import { body, face } from './face';
import { count, id, instant, label, word } from './formats';
import { prose } from './typed';
import { page, pageQuery } from './page';
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

/** V7, V9: by ids and codes. The alert has the id of the account or registration that it is about. */
const own = {
  about: z.enum(['account', 'registration']),
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
