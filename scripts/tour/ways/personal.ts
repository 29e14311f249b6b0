import { madeUpApplicant, openingBody } from '#journey';
import { untilNoon } from '../noon';
import { profileOf } from './member';
import type { Scene } from './scene';

/** R13: without a company. */
export async function comeAlone(scene: Scene): Promise<void> {
  const { story } = scene;
  await untilNoon(scene.guide);
  story.step('A person without a company: phone, a way to sign in, the document, what was seen of them; nobody confirms');
  const who = madeUpApplicant('the personal', 'Li Na');
  const web = await scene.openRegistration({ ...openingBody(who), variant: 'personal', platform: 'web' });
  story.expect('the web is for signing in', [web.status, web.body.code], [403, 'channel-not-allowed']);
  const { body: registration } = await scene.openRegistration({ ...openingBody(who), variant: 'personal' });
  await scene.prove(registration, who.phone);
  const early = await scene.step(registration, 'profile', profileOf(who));
  story.expect('the sign-in comes first', [early.status, early.body.unmet], [409, ['sign-in']]);
  await scene.step(registration, 'sign-in', { reference: 'idp:li-na' });
  const dispatched = await scene.step(registration, 'profile', { ...profileOf(who), employerOrg: scene.place.agency });
  story.expect('without a company nobody is dispatched', [dispatched.status, dispatched.body.code], [422, 'host-org-unknown']);
  await scene.step(registration, 'profile', profileOf(who));
  const seen = await scene.step(registration, 'security', { signals: {} });
  story.expect('nothing odd was seen, nothing more is asked', [seen.status, seen.body.demands], [200, []]);
  const submitted = await scene.submit(registration);
  story.expect('submitted, it is active at once', [submitted.status, submitted.body.state], [200, 'active']);
  story.expect('in no company', (await scene.account(submitted.body)).memberships, []);
}
