import { randomUUID } from 'node:crypto';
import type { Answer, CallOptions, TestApi } from './api';

/** A verified company with these people in its roles, by their public ids. @returns its id */
export async function newCompany(
  api: TestApi,
  { itAdmins = [] as readonly string[], companyAdmins = [] as readonly string[] } = {},
): Promise<string> {
  const { status, body } = await api.call('POST', '/v1/companies', { body: { name: 'Acme', companyKind: 'enterprise', verified: true } });
  if (status !== 201) throw new Error(`no company: ${JSON.stringify(body)}`);
  const grant = (role: string, userId: string) => api.call('POST', `/v1/companies/${body.id}/roles`, { body: { role, userId } });
  for (const userId of itAdmins) await grant('it-admin', userId);
  for (const userId of companyAdmins) await grant('company-admin', userId);
  return body.id as string;
}

/**
 * Requests an approval of some document, by these managers, by their public ids: said to be from outside, as in most
 * tests.
 */
export const askForApproval = (
  api: TestApi,
  { companyId, managers, ...fields }: { companyId: string; managers?: readonly string[]; requestedBy?: string; context?: object },
  options: CallOptions = {},
): Promise<Answer> =>
  api.call('POST', '/v1/approvals', {
    body: {
      matter: { type: 'document-export', id: randomUUID() },
      ...(managers && { managers: managers.map((userId) => (userId.includes(':') ? userId : `outside:${userId}`)) }),
      companyId,
      ...fields,
    },
    ...options,
  });
