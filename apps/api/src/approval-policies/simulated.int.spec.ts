import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { withApi } from '../testing/with-api';

let api: TestApi;
let service: string;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));

const hour = 3_600_000;
const chain = [
  { afterHours: 1, act: 'remind' },
  { afterHours: 2, act: { escalate: { kind: 'superAdmin' } } },
];
const policy = { stages: [{ slots: [{ selector: { kind: 'manager' } }], chain }], expiryHours: 10, keptDays: 30 };

interface Line {
  at: string;
  by: string;
  command: string;
  recorded: string[];
}

/** What a running approval is to do next, by its own answer. */
const next = async (id: string) =>
  (await api.call('GET', `/v1/approvals/${id}`)).body.deadlines?.[0] as { command: string; dueAt: string } | undefined;

describe('a simulation and the engine with its database', () => {
  it.each([
    ['somebody decides after an escalation', 'approve'],
    ['nobody decides', undefined],
  ] as const)('record the same events at the same instants where %s', async (_, decision) => {
    const [manager, chief] = [randomUUID(), randomUUID()];
    const companyId = await newCompany(api);
    await api.call('POST', `/v1/companies/${companyId}/roles`, { body: { role: 'super-admin', userId: chief } });
    const { id: policyId } = (
      await api.call('POST', '/v1/approval-policies', { body: { companyId, matterType: 'document-export', policy } })
    ).body;
    const { id, openedAt } = (await askForApproval(api, { companyId, managers: [manager] })).body as { id: string; openedAt: string };
    const acts = decision ? [{ after: 'PT3H', person: 'chief', does: decision }] : [];
    const cast = { startsAt: openedAt, managers: ['manager'], roles: { 'super-admin': ['chief'] }, acts };
    const simulated = (await api.call('POST', `/v1/approval-policies/${policyId}/simulations`, { body: cast })).body as {
      outcome: string;
      happened: Line[];
    };

    const alarms: { at: string; command: string }[] = [];
    let passed = 0;
    const passTo = async (ms: number) => {
      await api.advance(ms - passed);
      passed = ms;
      for (let due = await next(id); due && Date.parse(due.dueAt) <= Date.parse(openedAt) + ms; due = await next(id)) {
        alarms.push({ at: due.dueAt, command: due.command });
        await api.kernel.engine.fireDeadline(`approval:${id}`, due.command);
      }
    };
    await passTo(3 * hour);
    if (decision) await api.call('POST', `/v1/approvals/${id}/decisions`, { key: service, person: chief, body: { decision } });
    else await passTo(10 * hour);

    expect(alarms).toEqual(simulated.happened.filter(({ by }) => by === 'timer').map(({ at, command }) => ({ at, command })));
    const events = await api.kernel.database.query<{ type: string }>('SELECT type FROM es.events WHERE stream_id = $1 ORDER BY version', [
      `approval:${id}`,
    ]);
    expect(events.map(({ type }) => type)).toEqual(simulated.happened.flatMap(({ recorded }) => recorded));
    expect((await api.call('GET', `/v1/approvals/${id}`)).body.state).toBe(simulated.outcome);
  });
});
