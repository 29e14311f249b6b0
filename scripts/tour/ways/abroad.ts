import { madeUpApplicant, madeUpForeignPhone, madeUpPassport, openingBody } from '#journey';
import { stepsDone } from '../registration';
import type { Registration, Scene } from './scene';

const visaUntil = `${new Date().getUTCFullYear() + 2}-06-30`;
const name = 'Anna Schmidt';
/** What the simulated reader finds on every picture of a passport: the specimen of ICAO 9303. */
const pictured = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F3504152ZE184226B<<<<<16'];
const picture = { kind: 'passport', store: 'files', ref: 'documents/7f3a', hash: `sha256:${'0f'.repeat(32)}` };

/** R9: foreign staff have a passport, a number of the mainland and a visa. */
export async function workHereFromAbroad(scene: Scene): Promise<void> {
  const { story } = scene;
  story.step('Foreign staff: a passport, a number of the mainland, and a visa');
  const who = madeUpApplicant('the foreigner', name);
  const mrz = madeUpPassport();
  const registration = await begin(scene, openingBody(who), who.phone);
  const give = (identity: object) => scene.step(registration, 'profile', { name, identity: { kind: 'passport', ...identity } });
  const misread = await give({ mrz: [mrz[0], mrz[1].replace('C', 'D')], visaUntil });
  story.expect('a line with a wrong digit costs no attempt', [misread.status, misread.body.code], [422, 'mrz-checksum']);
  const without = await give({ mrz });
  story.expect('a foreign-related company needs the visa', [without.status, without.body.code], [422, 'visa-missing']);
  const past = await give({ mrz, visaUntil: '2020-01-01' });
  story.expect('one that is good', [past.status, past.body.code], [422, 'visa-expired']);
  const given = await give({ mrz, visaUntil });
  story.expect('the authority of passports has confirmed it', [given.status, given.body.state], [200, 'draft']);
  await finish(scene, registration);
}

/** R10, R16, X28: overseas staff work abroad, with a number of their country; a person looks at their passport. */
export async function comeFromAbroad(scene: Scene): Promise<void> {
  const { story } = scene;
  story.step('Overseas staff: a passport, a number of their country, and its time zone; no visa, and a person looks');
  const phone = madeUpForeignPhone();
  const body = openingBody({ phone, device: 'a phone abroad' });
  const link = { inviteCode: await scene.invite() };
  const nowhere = await scene.openRegistration({ ...body, variant: 'member', link, timeZone: 'Mars/Olympus' });
  story.expect('a time zone is one of the earth', [nowhere.status, nowhere.body.code], [422, 'zone-unknown']);
  const registration = await begin(scene, { ...body, timeZone: 'Europe/Berlin' }, phone);
  const profile = { name, identity: { kind: 'passport', mrz: madeUpPassport() } };
  const bare = await scene.step(registration, 'profile', profile);
  story.expect(
    'a picture of the passport is missing',
    [bare.status, bare.body.code, bare.body.unmet],
    [422, 'document-missing', ['passport']],
  );
  const raw = await scene.step(registration, 'profile', {
    ...profile,
    documents: [{ ...picture, ref: 'data:image/png;base64,iVBORw0KGgo=' }],
  });
  story.expect('by reference, never the picture itself', [raw.status, raw.body.code], [422, 'raw-evidence-refused']);
  const another = await scene.step(registration, 'profile', { ...profile, documents: [picture] });
  story.expect('a picture of another passport costs an attempt', another.body.lastCheck, { code: 'identity-unconfirmed', attemptsLeft: 3 });
  const identity = { kind: 'passport', mrz: pictured };
  const given = await scene.step(registration, 'profile', { name, identity, documents: [picture] });
  story.expect('while a person looks, the applicant reads that it is verified', [given.status, given.body.state], [200, 'verifying']);
  await scene.decide(scene.place.reviewer, await scene.reviewOf(registration), { decision: 'approve' });
  const looked = await scene.look(registration);
  story.expect('a reviewer has looked, and it goes on', [looked.state, stepsDone(looked)], ['draft', ['phone', 'profile']]);
  await finish(scene, registration);
}

async function begin(scene: Scene, body: object, phone: string): Promise<Registration> {
  const { body: opened } = await scene.openRegistration({ ...body, variant: 'member', link: { inviteCode: await scene.invite() } });
  await scene.prove(opened, phone);
  return opened;
}

async function finish(scene: Scene, registration: Registration): Promise<void> {
  const { body: submitted } = await scene.submit(registration);
  scene.story.expect('two people confirm, and it is active', (await scene.confirm(submitted)).state, 'active');
}
