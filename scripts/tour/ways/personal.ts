import { madeUpApplicant, openingBody, type Applicant } from '#journey';
import { untilNoon } from '../noon';
import { profileOf } from './member';
import type { Registration, Scene } from './scene';

/** R13: without a company. */
export async function comeAlone(scene: Scene): Promise<void> {
  const { story } = scene;
  await untilNoon(scene.guide);
  story.step('A person without a company: phone, a way to sign in, the document, what was seen of them; nobody confirms');
  const who = madeUpApplicant('the personal', 'Li Na');
  const web = await scene.openRegistration({ ...openingBody(who), variant: 'personal', platform: 'web' });
  story.expect('the web is for signing in', [web.status, web.body.code], [403, 'channel-not-allowed']);
  const registration = await openByScan(scene, who);
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

/**
 * R14, R15, R19: an Android is let in by the scan of somebody who is signed in, once, with a program that is new
 * enough.
 */
async function openByScan(scene: Scene, who: Applicant): Promise<Registration> {
  const { story } = scene;
  const body = { ...openingBody(who), variant: 'personal', platform: 'android', client: { version: '3.4.0' } };
  const open = (of: object) => scene.openRegistration({ ...body, ...of });
  const without = await open({});
  story.expect('an Android comes by a scan', [without.status, without.body.code], [403, 'channel-not-allowed']);
  const madeUp = await open({ scanProof: 'nobody-scanned-this' });
  story.expect('any text is none', [madeUp.status, madeUp.body.code], [422, 'scan-invalid']);
  const scanProof = await scene.scan();
  const old = await open({ scanProof, client: { version: '3.3.9' } });
  story.expect('an old program registers nobody', [old.status, old.body.code], [403, 'client-unsupported']);
  const copy = await open({ scanProof, device: { fingerprint: who.device, integrity: 'cloned' } });
  story.expect('nor does a copy of it', [copy.status, copy.body.code], [403, 'device-untrusted']);
  const opened = await open({ scanProof });
  story.expect('the scan of somebody who is signed in opens it', [opened.status, opened.body.state], [201, 'draft']);
  const again = await open({ scanProof });
  story.expect('once', [again.status, again.body.code], [422, 'scan-invalid']);
  return opened.body;
}
