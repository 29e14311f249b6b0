import { madeUpApplicant, type Applicant } from '#journey';
import type { Guide, Person, Process } from './guide';
import { stepsDone } from './registration';

/** D6: the number is not free yet. Only a person who has the phone learns that. */
export async function comeTooEarly(guide: Guide, { who }: Person): Promise<void> {
  const { status, body } = await prove(guide, { ...who, registration: 'too early' });
  guide.story.expect('its number cannot be registered with yet', [status, body.code], [409, 'phone-in-cooldown']);
  guide.story.tell(`free from ${body.availableAt} on`);
}

/** Another person, without a company: no confirmation, and the way to sign in is a step instead. */
export async function comeAnew(guide: Guide, { who: before, account }: Person): Promise<void> {
  const { story, journey, take } = guide;
  const who = { ...madeUpApplicant('the newcomer', 'B. Newcomer'), phone: before.phone };
  const proven = await prove(guide, who);
  story.expect('the phone is proven', [proven.status, stepsDone(proven.body)], [200, ['phone']]);
  await take({ step: 'recordSignIn', who });
  await take({ step: 'giveProfile', who });
  const checked = (await journey.leaves('registration', who.registration, ['verifying'])).body as Process;
  story.expect('every step is done', stepsDone(checked), ['phone', 'sign-in', 'profile']);
  const submitted = await take({ step: 'submit', who });
  story.expect('submitted, it is active at once', [submitted.status, submitted.body.state], [200, 'active']);
  const next = (await journey.show('account', who.registration)).body as Process;
  story.expect('another account has the number', next.state, 'active');
  story.expect('it is another person', next.subjectId === account.subjectId, false);
  await guide.show(next);
}

async function prove({ take }: Guide, who: Applicant) {
  await take({ step: 'openRegistration', who });
  return take({ step: 'provePhone', who });
}
