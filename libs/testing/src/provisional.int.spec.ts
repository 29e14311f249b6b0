import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from './database';
import { replanningFromStart, replanProvisional } from '../../../apps/worker/src/provisional';
import type { TestApi } from '../../../apps/api/src/testing/api';
import { askForApproval, newCompany } from '../../../apps/api/src/testing/approvals';
import { applicant, checked, profile, proven, put } from '../../../apps/api/src/testing/registrations';
import { withApi } from '../../../apps/api/src/testing/with-api';

let api: TestApi;
withApi(freshDatabase, (opened) => (api = opened));

/** Four failures in a row: the fourth is one too many, and a reaction opens the review. */
async function reviewOf(n: number, phone: string): Promise<string> {
  const id = await proven(api, applicant(phone));
  await put(api, id, 'steps/sign-in', { reference: 'idp:1' });
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await put(api, id, 'steps/profile', profile(n));
    await checked(api, id, 'unconfirmed');
  }
  return (await api.call('GET', `/v1/approvals?matterId=${id}`)).body.items[0].id as string;
}
const setClock = async (at: string) => api.advance(Math.round(Date.parse(at) - (await api.kernel.engine.now())));
const shown = async (id: string) => (await api.call('GET', `/v1/approvals/${id}`)).body;
const provisional = async () => (await api.call('GET', '/v1/approvals?provisional=true')).body.items.map((each: { id: string }) => each.id);
const replan = (id: string, dates = 'provisional', options: object = {}) =>
  api.call('POST', `/v1/approvals/${id}/replanning`, { body: { dates }, ...options });

/** New Year of 2027 rests until Sunday the 3rd. */
const ofPlatform = {
  ...{ calendarId: 'platform', zone: 'Asia/Shanghai', restDays: [0, 6], makeUpDays: [] },
  ...{ holidays: ['2027-01-01', '2027-01-04', '2027-01-05'], knownUntil: '2027-12-31' },
};

describe('a review of an identity at the end of the year (R16)', () => {
  it('has provisional dates, which operators find; they move with the calendar of the platform, and not before', async () => {
    await api.call('POST', '/v1/identity-reviewers', { body: { userId: randomUUID() } });
    await setClock('2026-12-30T02:00:00Z');
    const id = await reviewOf(1, '+8613800190001');
    const before = await shown(id);
    expect(before.workingDays).toMatchObject({ calendarId: 'cn', provisional: true });
    const dates = ({ deadlines }: typeof before) => (deadlines as { dueAt: string }[]).map(({ dueAt }) => dueAt.slice(0, 10));
    expect(dates(before)).toEqual(['2027-01-04', '2027-01-06']);
    expect([await provisional(), before.allowed]).toEqual([[id], expect.arrayContaining(['ReplanDeadlines'])]);
    expect(await replan(id)).toMatchObject({ status: 409, body: { code: 'calendar-unchanged' } });

    expect(await api.call('POST', '/v1/calendars', { body: ofPlatform })).toMatchObject({ status: 201 });
    expect(dates(await shown(id))).toEqual(['2027-01-04', '2027-01-06']);
    expect(await replanProvisional(api.kernel, replanningFromStart(), new AbortController().signal)).toMatchObject({ replanned: 1 });
    const after = await shown(id);
    expect(after.workingDays).toMatchObject({ calendarId: 'platform', version: '1', provisional: false });
    expect([dates(after), await provisional()]).toEqual([['2027-01-07', '2027-01-11'], []]);

    // Edited again under the running review, what is certain stays unless an operator asks.
    const path = `/v1/calendars/${after.workingDays.storedId}/versions`;
    const { calendarId: _name, ...content } = ofPlatform;
    await api.call('POST', path, { body: { ...content, holidays: ['2027-01-01'] } });
    expect(await replanProvisional(api.kernel, replanningFromStart(), new AbortController().signal)).toMatchObject({ looked: 0 });
    expect(await replan(id)).toMatchObject({ status: 409, body: { code: 'calendar-unchanged' } });
    expect(dates((await replan(id, 'all')).body)).toEqual(['2027-01-05', '2027-01-07']);
  });

  it('is for operators alone to count again; an approval in hours has nothing to count', async () => {
    const companyId = await newCompany(api, { itAdmins: [randomUUID()] });
    const key = await api.newKey(['service'], [...scopes]);
    const { body } = await askForApproval(api, { companyId, managers: [randomUUID()] }, { key });
    expect(await replan(body.id as string, 'all', { key })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await replan(body.id as string, 'all')).toMatchObject({ status: 409, body: { code: 'calendar-unchanged' } });
    expect(await replan(randomUUID(), 'all')).toMatchObject({ status: 404 });
    expect((await shown(body.id as string)).refused.map(({ command }: { command: string }) => command)).not.toContain('ReplanDeadlines');
  });
});
