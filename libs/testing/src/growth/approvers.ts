import { randomUUID } from 'node:crypto';
import { noteTelling } from '#iam';
import { ProviderRefused } from '#providers';
import { endLooks, noteLook, releaseLooks } from '#read-models';
import { resolveApprovers } from '../../../../apps/worker/src/approvers';
import { sendDigests } from '../../../../apps/worker/src/digests';
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
  await digests(api);
  const gone = { about: randomUUID(), changed: randomUUID(), looks: 0, afterId: null };
  await noteLook(database, gone, randomUUID());
  await releaseLooks(database, [gone]);
  await endLooks(database, [gone], true);
}

/** Somebody is told of more than comes one by one; the provider takes no digest for them, and then one. */
async function digests({ kernel }: Site['api']): Promise<void> {
  const { database, engine, messaging } = kernel;
  const signal = new AbortController().signal;
  const now = await engine.now();
  const [asked] = await database.query<{ id: string }>('SELECT assignee AS id FROM rm.pending_approvals LIMIT 1');
  const telling = { people: [asked!.id], now, endsAt: now, alone: 1, urgent: false };
  for (const send of [() => Promise.reject(new ProviderRefused('messaging', 'gone')), messaging.send]) {
    for (const n of [1, 2]) await noteTelling(database, { ...telling, effectId: `${n}`, endsAt: now + n });
    await database.query(`UPDATE iam.notice_windows SET more = true, ends_at = clock_timestamp() - interval '1 day' WHERE person = $1`, [
      asked!.id,
    ]);
    await sendDigests({ database, engine, messaging: { send } }, signal);
  }
}
