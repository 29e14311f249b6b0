import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import { askForApproval, newCompany } from '../testing/approvals';
import { Processes } from './processes';

let api: TestApi;
withApi(freshDatabase, (opened) => void (api = opened));

it('a process that a person saw a moment ago lets them do nothing once they do not see it any more', async () => {
  const service = await api.newKey(['service'], scopes);
  const [manager, requester, outsider] = [randomUUID(), randomUUID(), randomUUID()];
  const companyId = await newCompany(api, { itAdmins: [randomUUID()], companyAdmins: [requester, outsider] });
  const { id } = (await askForApproval(api, { companyId, managers: [manager] }, { key: service, person: requester })).body as {
    id: string;
  };
  const withdraw = () => api.call('POST', `/v1/approvals/${id}/withdrawal`, { key: service, person: outsider });
  expect(await withdraw()).toMatchObject({ status: 404, body: { code: 'not-found' } });
  const processes = api.app.get(Processes);
  const row = (await processes.read('approval', id))!;
  const read = jest.spyOn(processes, 'readVisible').mockResolvedValueOnce(row);
  expect(await withdraw()).toMatchObject({ status: 404, body: { code: 'not-found' } });
  expect(read).toHaveBeenCalledTimes(1);
});
