import { randomUUID } from 'node:crypto';
import { madeUpApplicant, type Applicant } from '#journey';
import type { Guide, Problem, Process } from '../guide';
import { untilNoon } from '../noon';
import { stepsDone } from '../registration';

/** V5: so many tries in a short time are many. */
const manyTries = 5;
/** The answer comes once the check has ended. */
const patient = { prefer: 'wait=10' };

/** V5, V6, V10: a person signs up with a phone and a name alone, and shows their face because the sign-up looks odd. */
export async function comeInDoubt(guide: Guide): Promise<string> {
  const who = madeUpApplicant('the doubtful', 'Qian Hui');
  await untilNoon(guide);
  await beginByPhone(guide, who);
  await beDoubted(guide, who);
  return showTheFace(guide, who);
}

async function beginByPhone({ story, service, take, journey }: Guide, who: Applicant): Promise<void> {
  story.step('Another person registers without a company: a code by SMS, a way to sign in, a name, no document');
  await take({ step: 'openRegistration', who });
  const proven = await take({ step: 'provePhone', who });
  story.expect('the code of the SMS proves the phone', [proven.status, stepsDone(proven.body)], [200, ['phone']]);
  await take({ step: 'recordSignIn', who });
  const path = `/v1/registrations/${journey.id('registration', who.registration)}`;
  const named = await service.put<Process>(`${path}/steps/profile`, { name: who.fullName });
  story.expect('a document may wait', [named.status, named.body.state], [200, 'draft']);
}

async function beDoubted({ story, service, journey }: Guide, who: Applicant): Promise<void> {
  story.step('The service has seen many tries: that demands the code and a face, by one recorded evaluation');
  const path = `/v1/registrations/${journey.id('registration', who.registration)}`;
  const wrong = await service.put<Problem>(`${path}/steps/security`, { signals: { tries: -1 } });
  story.expect('a signal that cannot be is refused', [wrong.status, wrong.body.code], [422, 'signal-malformed']);
  const seen = await service.put<Process>(`${path}/steps/security`, { signals: { tries: manyTries } }, patient);
  story.expect('the phone answers the one demand, not the other', seen.body.demands, [
    { demand: 'basic', met: true },
    { demand: 'mid', met: false },
  ]);
  const early = await service.post<Problem & { unmet: string[] }>(`${path}/submission`);
  story.expect('the face is missing', [early.status, early.body.code, early.body.unmet], [409, 'step-out-of-order', ['liveness']]);
}

/** @returns the id of the account */
async function showTheFace({ story, service, journey }: Guide, who: Applicant): Promise<string> {
  story.step('They show their face, by reference: the account opens, unverified for 30 days, with level 2');
  const path = `/v1/registrations/${journey.id('registration', who.registration)}`;
  const shown = await service.put<Process>(`${path}/steps/liveness`, { result: `faces:${randomUUID()}` }, patient);
  story.expect('both demands are met', shown.body.demands, [
    { demand: 'basic', met: true },
    { demand: 'mid', met: true },
  ]);
  const { status, body } = await service.post<Process>(`${path}/submission`, {}, patient);
  story.expect('submitted, it is active at once', [status, body.state], [200, 'active']);
  return body.accountId as string;
}
