import type { Reply } from './api';
import type { Guide, Person, Problem, Process } from './guide';
import { madeUpIdNumber } from './made-up';
import { opening, stepsDone } from './registration';

const path = '/v1/registrations';

/** D6: the number is not free yet. Only who has it in his hands is told so. */
export async function comeTooEarly(guide: Guide, { phone, service }: Person): Promise<void> {
  const { story } = guide;
  const { reply } = await prove(guide, service, phone);
  const { status, body } = reply as Reply<Problem>;
  story.expect('its number cannot be registered with yet', [status, body.code], [409, 'phone-in-cooldown']);
  story.tell(`free from ${body.availableAt} on`);
}

/** Another person, without a company: nobody has to confirm, and the way to sign in is a step instead. */
export async function comeAnew(guide: Guide, { phone, service, account }: Person): Promise<void> {
  const { story, operator } = guide;
  const { id, reply } = await prove(guide, service, phone);
  story.expect('the phone is proven', [reply.status, stepsDone(reply.body as Process)], [200, ['phone']]);
  await service.put(`${path}/${id}/steps/sign-in`, { reference: 'provider:b-newcomer' });
  const identity = { kind: 'id-card', number: madeUpIdNumber() };
  const given = await service.put<Process>(`${path}/${id}/steps/profile`, { name: 'B. Newcomer', identity }, { prefer: 'wait=20' });
  story.expect('every step is done', stepsDone(given.body), ['phone', 'sign-in', 'profile']);
  const submitted = await service.post<Process>(`${path}/${id}/submission`);
  story.expect('submitted, it is active at once', [submitted.status, submitted.body.state], [200, 'active']);
  const next = await operator.get<Process>(`/v1/accounts/${submitted.body.accountId as string}`);
  story.expect('another account has the number', [next.status, next.body.state], [200, 'active']);
  story.expect('it is another person', next.body.subjectId === account.subjectId, false);
  await guide.show(next.body);
}

async function prove(guide: Guide, service: Person['service'], phone: string) {
  const { body } = await service.post<Process>(path, { ...opening(phone), variant: 'personal' });
  const code = await guide.newestCode(phone);
  const reply = await service.put<Process | Problem>(`${path}/${body.id}/steps/phone`, { code });
  return { id: body.id, reply };
}
