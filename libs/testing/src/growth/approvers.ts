import { randomUUID } from 'node:crypto';
import { endLooks, noteLook, releaseLooks } from '#read-models';
import { resolveApprovers } from '../../../../apps/worker/src/approvers';
import type { People } from './people';
import type { Site } from './site';

/** An IT admin loses their role while an approval asks them, and is asked again; a look is far, and begins anew. */
export async function approvers({ api, journey }: Site, { company }: People): Promise<void> {
  const { database } = api.kernel;
  const body = { role: 'it-admin', userId: company.itAdmins[0]! };
  const roles = `/v1/companies/${journey.id('company', company.company)}/roles`;
  for (const path of [`${roles}/revocation`, roles]) {
    const { status } = await api.call('POST', path, { body });
    if (status >= 300) throw new Error(`${path}: ${status}`);
    await resolveApprovers(api.kernel, new AbortController().signal);
  }
  const gone = { about: randomUUID(), changed: randomUUID(), looks: 0, afterId: null };
  await noteLook(database, gone, randomUUID());
  await releaseLooks(database, [gone]);
  await endLooks(database, [gone], true);
}
