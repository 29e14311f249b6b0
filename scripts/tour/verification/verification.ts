import { randomInt, randomUUID } from 'node:crypto';
import { idNumber } from '#journey';
import type { Guide } from '../guide';
import { loseByTheClock } from './lapses';
import { comeInDoubt } from './newcomer';
import { Scene, type Case } from './scene';

/** R17: a document proves one account, so that each run of the tour has another one. */
const identity = { kind: 'id-card', number: idNumber(randomInt(18_000_000)) };
const card = '6222021234567890128';

/**
 * A person proves who they are: by a bank card, an identity card, a live face that fails, and a work pass. Another one
 * signs up in doubt, and what they have proven lapses by the clock.
 */
export async function verification(guide: Guide): Promise<void> {
  const scene = await Scene.open(guide);
  await byBankCard(scene);
  await byIdentityCard(scene);
  await byFace(scene);
  await byWorkPass(scene);
  await lapse(scene);
  await loseByTheClock(scene.about(await comeInDoubt(guide)));
}

/** V4: a typo costs nothing, and the card counts for a year. */
async function byBankCard(scene: Scene): Promise<void> {
  const { story } = scene;
  story.step('A bank card: the bank says whose it is, and it counts for a year');
  const { body: opened } = await scene.begin('bank-card');
  const again = await scene.begin('bank-card');
  story.expect('one open case of a method at a time', [again.status, again.body.code], [409, 'verification-pending']);
  const typo = await scene.attempt(opened, { name: 'Zhang Wei', identity, card: '6222021234567890129' });
  story.expect('a mistyped card costs no attempt', [typo.status, typo.body.code], [422, 'bank-card-invalid']);
  const { body: passed } = await scene.attempt(opened, { name: 'Zhang Wei', identity, card });
  tellEarned(scene, passed);
  story.expect('it has passed', [passed.state, passed.provenTo, passed.credential?.method], ['passed', 'provider', 'bank-card']);
  await scene.guide.show(passed);
}

/** V4: for good. */
async function byIdentityCard(scene: Scene): Promise<void> {
  const { story } = scene;
  story.step('An identity card: the registry says whether name and number belong together, and it counts for good');
  const { body: opened } = await scene.begin('id-card');
  const { body: passed } = await scene.attempt(opened, { name: 'Zhang Wei', identity });
  tellEarned(scene, passed);
  story.expect('it has passed, without an end', [passed.state, passed.credential?.expiresAt], ['passed', undefined]);
}

/** R18: 93 of 100 faces pass; the rest go to people. */
async function byFace(scene: Scene): Promise<void> {
  const { story } = scene;
  story.step('A live face that the camera does not like: after four failures a person looks, and the person loses nothing');
  story.expect('without a face no directory of the company', await scene.unmetOf('directory'), ['level 2']);
  const { body: opened } = await scene.begin('face');
  const raw = await scene.attempt(opened, { result: 'data:image/png;base64,iVBORw0KGgo=' });
  story.expect('a picture is not taken, only a reference to it', [raw.status, raw.body.code], [422, 'raw-biometric-refused']);
  for (const left of [3, 2, 1]) {
    const { body: failed } = await scene.attempt(opened, { result: failing() });
    story.expect(`it failed, ${left} left`, failed.lastAttempt, { code: 'liveness-failed', attemptsLeft: left });
  }
  const { body: review } = await scene.attempt(opened, { result: failing() }, {});
  story.expect('a person looks, and only reviewers and operators read that', review.state, 'challenged');
  const decided = await scene.approveReviewOf(opened);
  story.expect('the reviewer confirms', [decided.status, decided.body.state], [200, 'approved']);
  const passed = await scene.look(opened);
  tellEarned(scene, passed);
  story.expect('level 2', [passed.state, passed.provenTo, passed.level], ['passed', 'reviewer', 2]);
  story.expect('the directory is open', await scene.unmetOf('directory'), []);
  story.expect('core groups are not yet', await scene.unmetOf('core-groups'), ['level 3']);
}

/** R18: each recording serves once, in every run of the tour. */
const failing = () => `faces:unconfirmed-${randomUUID()}`;

/** V1: no machine judges where somebody works. */
async function byWorkPass(scene: Scene): Promise<void> {
  const { story } = scene;
  story.step('A work pass, by reference: people look at it, and it leads to level 3');
  const { body: opened } = await scene.begin('work-pass');
  const hash = `sha256:${'0f'.repeat(32)}`;
  const items = [{ kind: 'work-pass', store: 'files', ref: 'passes/41', hash }];
  const { body: review } = await scene.send<Case>(`/v1/verification-cases/${opened.id}/evidence`, { items }, {});
  story.expect('it is with the reviewers at once', review.state, 'challenged');
  await scene.approveReviewOf(opened);
  const passed = await scene.look(opened);
  tellEarned(scene, passed);
  story.expect('level 3', [passed.state, passed.level], ['passed', 3]);
  story.expect('core groups are open', await scene.unmetOf('core-groups'), []);
}

/** What was given goes, and a case that nobody touches ends by itself. */
async function lapse(scene: Scene): Promise<void> {
  const { story } = scene;
  story.step('A case that nobody touches ends after a week, and another may begin');
  const { body: opened } = await scene.begin('face');
  await scene.guide.advance('P7D');
  const lapsed = await scene.look(opened);
  story.expect('it has lapsed', [lapsed.state, lapsed.reason], ['expired', 'untouched']);
  story.expect('another one may begin', (await scene.begin('face')).status, 201);
}

function tellEarned({ story }: Scene, { credential, level }: Case): void {
  if (credential) story.tell(`credential ${credential.method}, ${credential.expiresAt ? `until ${credential.expiresAt}` : 'for good'}`);
  if (level !== undefined) story.tell(`level ${level}`);
}
