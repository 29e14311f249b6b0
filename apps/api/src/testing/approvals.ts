import { randomUUID } from 'node:crypto';
import type { Answer, CallOptions, TestApi } from './api';

/** A verified company with these IT admins, by their ids outside. @returns its id */
export async function newCompany(api: TestApi, { itAdmins = [] as readonly string[] } = {}): Promise<string> {
  const { status, body } = await api.call('POST', '/v1/companies', { body: { name: 'Acme', companyKind: 'enterprise', verified: true } });
  if (status !== 201) throw new Error(`no company: ${JSON.stringify(body)}`);
  for (const userId of itAdmins) await api.call('POST', `/v1/companies/${body.id}/roles`, { body: { role: 'it-admin', userId } });
  return body.id as string;
}

/** Asks for an approval of some document, of these managers by their ids outside. */
export const askForApproval = (
  api: TestApi,
  { companyId, managers, ...fields }: { companyId: string; managers: readonly string[]; requestedBy?: string },
  options: CallOptions = {},
): Promise<Answer> =>
  api.call('POST', '/v1/approvals', {
    body: {
      matter: { type: 'document-export', id: randomUUID() },
      managers: managers.map((userId) => `user:${userId}`),
      companyId,
      ...fields,
    },
    ...options,
  });
