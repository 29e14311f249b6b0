import { madeUpApplicant, mistype, openingBody, otherThan, type Applicant } from '#journey';
import { stepsDone } from '../registration';
import type { Registration, Scene } from './scene';

export interface Member {
  who: Applicant;
  accountId: string;
}

/** R2, R3, R6: by an invite, into a position and a department of the company. */
export async function joinAsMember(scene: Scene): Promise<Member> {
  const { story, place } = scene;
  story.step('A member: an invite, the phone, the document, a place in the company, and two people who confirm');
  const who = madeUpApplicant('the member', 'Zhang Wei');
  const registration = await open(scene, who);
  await prove(scene, registration, who);
  await give(scene, registration, who);
  const submitted = await scene.submit(registration);
  story.expect('submitted, it waits for people', [submitted.status, submitted.body.state], [200, 'awaiting_approval']);
  const active = await scene.confirm(submitted.body);
  story.expect('confirmed by both, it is active', active.state, 'active');
  story.expect('the membership tells the place', (await scene.account(active)).memberships, [
    { companyId: place.company, state: 'active', departmentId: place.department, positionId: 'desk', template: 'desk-rights' },
  ]);
  await scene.guide.show(await scene.account(active));
  const late = await scene.step(registration, 'profile', profileOf(who));
  story.expect('a step after the end is refused', [late.status, late.body.code], [409, 'registration-closed']);
  return { who, accountId: active.accountId! };
}

async function open(scene: Scene, who: Applicant): Promise<Registration> {
  const { story } = scene;
  const body = { ...openingBody(who), variant: 'member' };
  const mail = await scene.openRegistration({ ...body, link: { email: 'zhang@harbour.example' } });
  story.expect('no company is joined by e-mail yet', [mail.status, mail.body.code], [422, 'link-not-available']);
  const unknown = await scene.openRegistration({ ...body, link: { inviteCode: 'nobody-issued-this' } });
  story.expect('an invite of nobody is none', [unknown.status, unknown.body.code], [422, 'invite-invalid']);
  const link = { inviteCode: await scene.invite() };
  const opened = await scene.openRegistration({ ...body, link });
  story.expect('with an invite it is open', [opened.status, opened.body.state], [201, 'draft']);
  const second = await scene.openRegistration({ ...body, phone: madeUpApplicant('another', 'Li Na').phone, link });
  story.tell(`a second person with the same invite: ${second.status} ${second.body.code ?? second.body.state}`);
  return opened.body;
}

async function prove(scene: Scene, registration: Registration, who: Applicant): Promise<void> {
  const { story, guide } = scene;
  const early = await scene.step(registration, 'profile', profileOf(who));
  story.expect(
    'the phone comes before the profile',
    [early.status, early.body.code, early.body.unmet],
    [409, 'step-out-of-order', ['phone']],
  );
  const wrong = await scene.step(registration, 'phone', { code: otherThan(await guide.journey.code(who.phone)) });
  story.expect('a wrong code is refused', [wrong.status, wrong.body.code], [422, 'code-invalid']);
  const proven = await scene.prove(registration, who.phone);
  story.expect('the right one proves the phone', [proven.status, stepsDone(proven.body)], [200, ['phone']]);
}

async function give(scene: Scene, registration: Registration, who: Applicant): Promise<void> {
  const { story, place } = scene;
  const give = (body: object) => scene.step(registration, 'profile', body);
  const typo = await give(profileOf({ ...who, document: mistype(who.document) }));
  story.expect('a typo costs no attempt', [typo.status, typo.body.code], [422, 'id-number-invalid']);
  const nameless = await give({ name: who.fullName });
  story.expect('a member says who they are', [nameless.status, nameless.body.code], [409, 'real-name-required']);
  const astronaut = await give({ ...profileOf(who), positionId: 'astronaut' });
  story.expect('a position is one of the library', [astronaut.status, astronaut.body.code], [422, 'position-unknown']);
  const given = await give({ ...profileOf(who), positionId: 'desk', departmentId: place.department });
  story.expect('the registry has confirmed it', [given.status, stepsDone(given.body)], [200, ['phone', 'profile']]);
}

export const profileOf = ({ fullName, document }: Pick<Applicant, 'fullName' | 'document'>) => ({
  name: fullName,
  identity: { kind: 'id-card', number: document },
});
