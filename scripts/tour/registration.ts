import { madeUpApplicant, madeUpPhone, mistype, openingBody, otherThan, type Applicant, type Company } from '#journey';
import { confirm, prepare } from './company';
import type { Guide, Person, Problem, Process } from './guide';

const path = '/v1/registrations';
const invite = 'the invite';

/** From the invite to the account: the applicant's steps, two people's confirmation, and the opening. */
export async function register(guide: Guide): Promise<Person> {
  const at = await prepare(guide);
  const who = madeUpApplicant('the traveller', 'A. Traveller');
  await beInvited(guide, at);
  await open(guide, at, who);
  await provePhone(guide, who);
  await giveProfile(guide, who);
  const submitted = await submit(guide, who);
  await confirm(guide, at, who, submitted);
  const account = await showActivation(guide, who);
  await inviteIsSpent(guide);
  return { who, account, service: guide.service, own: guide.service.actingFor(account.id) };
}

async function beInvited({ story, take }: Guide, at: Company): Promise<void> {
  story.step('An invite is issued: good once, for 7 days, confirmed by the supervisor it names');
  const issued = await take({ step: 'issueInvite', at, invite });
  story.expect('the invite has a code', issued.status, 201);
  story.tell(`good until ${issued.body.expiresAt as string}`);
}

/** The fields of an applicant with the invite. */
const invited = ({ journey }: Guide, who: Pick<Applicant, 'phone' | 'device'>) => ({
  ...openingBody(who),
  variant: 'member',
  link: { inviteCode: journey.id('invite', invite) },
});

async function open(guide: Guide, at: Company, who: Applicant): Promise<void> {
  const { story, service } = guide;
  story.step('A person registers with the invite; a code goes to the phone');
  const web = await service.post<Problem>(path, { ...invited(guide, who), platform: 'web' });
  story.expect('not on the web, where one only signs in', [web.status, web.body.code], [403, 'channel-not-allowed']);
  const opened = await guide.take({ step: 'openRegistration', who, invitation: { at, invite } });
  story.expect('a registration is open', [opened.status, opened.body.state], [201, 'draft']);
  await guide.show(opened.body);
}

async function provePhone({ story, service, journey, take }: Guide, who: Applicant): Promise<void> {
  const code = otherThan(await journey.code(who.phone));
  const wrong = await service.put<Problem>(`${path}/${journey.id('registration', who.registration)}/steps/phone`, { code });
  story.expect('a wrong code is refused', [wrong.status, wrong.body.code], [422, 'code-invalid']);
  const proven = await take({ step: 'provePhone', who });
  story.expect('the right one proves the phone', [proven.status, stepsDone(proven.body)], [200, ['phone']]);
}

async function giveProfile({ story, journey, take }: Guide, who: Applicant): Promise<void> {
  story.step('The person says who they are; the registry is asked at once');
  const typo = await take({ step: 'giveProfile', who: { ...who, document: mistype(who.document) } });
  story.expect('a number that nobody can have is refused, and costs no try', [typo.status, typo.body.code], [422, 'id-number-invalid']);
  await take({ step: 'giveProfile', who });
  const checked = (await journey.leaves('registration', who.registration, ['verifying'])).body as Process;
  story.expect('the registry has confirmed it', checked.state, 'draft');
  story.expect('every step is done', stepsDone(checked), ['phone', 'profile']);
}

async function submit(guide: Guide, who: Applicant): Promise<Process> {
  const { story } = guide;
  const submitted = await guide.take({ step: 'submit', who });
  story.expect('submitted, it waits for two people', [submitted.status, submitted.body.state], [200, 'awaiting_approval']);
  story.expect('and no message yet says that they can sign in', (await guide.messages(who.phone)).some(saysSignIn), false);
  return submitted.body;
}

async function showActivation(guide: Guide, { registration, phone }: Applicant): Promise<Process> {
  const { story, journey } = guide;
  story.step('The account opens, the directory of the company has the person, and only now a message says so');
  const active = (await journey.leaves('registration', registration, ['activating'])).body as Process;
  story.expect('the registration is active', active.state, 'active');
  const account = (await journey.show('account', registration)).body as Process;
  const companies = [journey.id('company', 'A. Company')];
  story.expect('the account is there and active', [account.state, account.tier], ['active', 0]);
  story.expect('in the company', account.memberships, [
    { companyId: companies[0], state: 'active', positionId: 'sales', template: 'sales' },
  ]);
  story.expect('the directory has the person', await guide.directoriesWith(account.id), companies);
  // The clock stops when nothing is owed any more.
  await guide.advance('PT1M');
  story.expect('the phone was told, once', (await guide.messages(phone)).filter(saysSignIn).length, 1);
  await guide.show(account);
  return account;
}

const saysSignIn = (text: string) => text.includes('sign in now');

async function inviteIsSpent(guide: Guide): Promise<void> {
  const phone = madeUpPhone();
  const opened = await guide.service.post<Process>(path, invited(guide, { phone, device: 'of another person' }));
  const code = await guide.journey.code(phone);
  const again = await guide.service.put<Problem>(`${path}/${opened.body.id}/steps/phone`, { code });
  guide.story.expect('the invite is spent: nobody else comes in by it', [again.status, again.body.code], [422, 'invite-invalid']);
}

/** The steps that are done, of those that the registration has. */
export const stepsDone = ({ steps }: Process): string[] =>
  (steps as { step: string; state: string }[]).filter(({ state }) => state === 'done').map(({ step }) => step);
