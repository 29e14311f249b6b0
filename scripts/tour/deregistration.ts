import type { StepOf } from '#journey';
import type { Guide, Person, Process } from './guide';
import { comeAnew, comeTooEarly } from './newcomer';

interface Receipt {
  step: string;
  dataClass: string;
  state: string;
  at?: string;
  detail?: string;
}

export const leaving = ({ who }: Person, deregistration: string): StepOf<'requestDeregistration'> => ({
  step: 'requestDeregistration',
  account: who.registration,
  deregistration,
});

export async function open(guide: Guide, person: Person, deregistration: string): Promise<Process> {
  const opened = await guide.take(leaving(person, deregistration), { person: person.account.id });
  guide.story.expect('a deregistration is open', [opened.status, opened.body.state], [201, 'cooling_off']);
  await guide.show(opened.body);
  return opened.body;
}

/** The final one: 14 days to undo it, the purge with its receipts, and on day 45 the number is free. */
export async function leave(guide: Guide, person: Person): Promise<void> {
  const { story, operator } = guide;
  story.step('The person leaves again, for good');
  const { id } = await open(guide, person, 'for good');
  await guide.advance('P13D');
  const reminders = (await guide.messages(person.who.phone)).filter((text) => text.startsWith('Reminder')).length;
  story.expect('three reminders went to the phone by now, one before the undo', reminders, 3);
  const cooling = await person.own.get<Process>(`/v1/deregistrations/${id}`);
  story.expect('on day 13 it can still be undone', [cooling.body.state, cooling.body.allowed], ['cooling_off', ['RevokeDeregistration']]);

  await purge(guide, person, id);

  story.step('Day 44: the company directory forgets, too');
  await guide.advance('P30D');
  const lines = await receipts(guide, id);
  story.expect('the directory entry is erased', lines.find(({ step }) => step === 'eraseDirectoryEntry')?.state, 'done');
  story.expect('no directory has the person any more', await guide.directoriesWith(person.account.id), []);

  story.step('Day 45: the number is free, the last key destroyed, and another person registers with it');
  await guide.advance('P1D');
  const closed = await operator.get<Process>(`/v1/deregistrations/${id}`);
  story.expect('the deregistration is closed', [closed.body.state, closed.body.outcome], ['closed', 'closed']);
  await comeAnew(guide, person);
}

async function purge(guide: Guide, person: Person, id: string): Promise<void> {
  const { story, operator } = guide;
  story.step('Day 14: the purge, step by step, each with a receipt');
  await guide.advance('P1D');
  const purged = await operator.get<Process>(`/v1/deregistrations/${id}`, { prefer: 'wait=20' });
  story.expect('the purge is done', purged.body.state, 'retained');
  await receipts(guide, id);
  await guide.show(purged.body);
  story.expect('the account is gone', (await operator.get<Process>(`/v1/accounts/${person.account.id}`)).body.state, 'purged');
  await comeTooEarly(guide, person);
}

async function receipts({ story, operator }: Guide, id: string): Promise<Receipt[]> {
  const { body } = await operator.get<Receipt[]>(`/v1/deregistrations/${id}/receipts`);
  for (const { step, dataClass, state, at, detail } of body)
    story.tell(`${step.padEnd(20)} ${dataClass.padEnd(18)} ${state.padEnd(8)} ${at ?? ''} ${detail ?? ''}`);
  return body;
}
