import type { Api } from './api';
import { confirm, prepare, type Company } from './company';
import type { Guide, Person, Problem, Process } from './guide';
import { madeUpIdNumber, madeUpPhone, mistyped, otherThan } from './made-up';

const path = '/v1/registrations';

/** From the invite to the account: the applicant's steps, two people's confirmation, and what is opened then. */
export async function register(guide: Guide): Promise<Person> {
  const company = await prepare(guide);
  const phone = madeUpPhone();
  const id = await open(guide, company, phone);
  await sayWho(guide, company.service, id);
  const submitted = await submit(guide, company.service, { id, phone });
  await confirm(guide, company, submitted);
  const account = await activated(guide, company, { id, phone });
  await inviteIsSpent(guide, company);
  return { phone, account, service: company.service, own: company.service.actingFor(account.id) };
}

/** What every registration is opened with; on a platform where no scan is asked for. */
export const opening = (phone: string) => ({
  phone,
  platform: 'ios',
  device: { fingerprint: `the device of ${phone}`, integrity: 'genuine' },
  consentVersion: '2025-06',
});

async function open(guide: Guide, { service, inviteCode }: Company, phone: string): Promise<string> {
  const { story } = guide;
  story.step('A person registers with the invite; a code goes to the phone');
  const member = { ...opening(phone), variant: 'member', link: { inviteCode } };
  const web = await service.post<Problem>(path, { ...member, platform: 'web' });
  story.expect('not on the web, where one only signs in', [web.status, web.body.code], [403, 'channel-not-allowed']);
  const opened = await service.post<Process>(path, member);
  story.expect('a registration is open', [opened.status, opened.body.state], [201, 'draft']);
  await guide.show(opened.body);
  const { id } = opened.body;
  const code = await guide.newestCode(phone);
  const wrong = await service.put<Problem>(`${path}/${id}/steps/phone`, { code: otherThan(code) });
  story.expect('a wrong code is refused', [wrong.status, wrong.body.code], [422, 'code-invalid']);
  const proven = await service.put<Process>(`${path}/${id}/steps/phone`, { code });
  story.expect('the right one proves the phone', [proven.status, stepsDone(proven.body)], [200, ['phone']]);
  return id;
}

async function sayWho({ story }: Guide, service: Api, id: string): Promise<void> {
  story.step('The person says who he is; the registry is asked at once');
  const profile = (number: string) => ({ name: 'A. Traveller', identity: { kind: 'id-card', number } });
  const give = <T>(number: string) => service.put<T>(`${path}/${id}/steps/profile`, profile(number), { prefer: 'wait=20' });
  const number = madeUpIdNumber();
  const typo = await give<Problem>(mistyped(number));
  story.expect('a number that nobody can have is refused, and costs no try', [typo.status, typo.body.code], [422, 'id-number-invalid']);
  const given = await give<Process>(number);
  story.expect('the registry has confirmed it', [given.status, given.body.state], [200, 'draft']);
  story.expect('every step is done', stepsDone(given.body), ['phone', 'profile']);
}

async function submit(guide: Guide, service: Api, { id, phone }: { id: string; phone: string }): Promise<Process> {
  const { story } = guide;
  const submitted = await service.post<Process>(`${path}/${id}/submission`);
  story.expect('submitted, it waits for two people', [submitted.status, submitted.body.state], [200, 'awaiting_approval']);
  story.expect('and nobody has told him yet that he can sign in', (await guide.messages(phone)).some(saysSignIn), false);
  return submitted.body;
}

async function activated(guide: Guide, company: Company, { id, phone }: { id: string; phone: string }): Promise<Process> {
  const { story, operator } = guide;
  story.step('The account opens, the directory of the company has the person, and only now he hears of it');
  const active = await operator.get<Process>(`${path}/${id}`, { prefer: 'wait=20' });
  story.expect('the registration is active', active.body.state, 'active');
  const account = await operator.get<Process>(`/v1/accounts/${active.body.accountId as string}`);
  story.expect('the account is there and active', [account.status, account.body.state, account.body.tier], [200, 'active', 0]);
  story.expect('in the company', account.body.memberships, [{ companyId: company.id, state: 'active' }]);
  story.expect('the directory has the person', await guide.directoriesWith(account.body.id), [company.id]);
  // The clock stops when nothing is owed any more.
  await guide.advance('PT1M');
  story.expect('the phone was told, once', (await guide.messages(phone)).filter(saysSignIn).length, 1);
  await guide.show(account.body);
  return account.body;
}

const saysSignIn = (text: string) => text.includes('sign in now');

async function inviteIsSpent({ story }: Guide, { service, inviteCode }: Company): Promise<void> {
  const again = await service.post<Problem>(path, { ...opening(madeUpPhone()), variant: 'member', link: { inviteCode } });
  story.expect('the invite is spent: nobody else comes in by it', [again.status, again.body.code], [422, 'invite-invalid']);
}

/** The steps that are done, of those that the registration has. */
export const stepsDone = ({ steps }: Process): string[] =>
  (steps as { step: string; state: string }[]).filter(({ state }) => state === 'done').map(({ step }) => step);
