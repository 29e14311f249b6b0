import { idNumber } from '#journey';
import type { Scene } from './scene';

const card = '6222021234567890102';
const attempted = { name: 'Qian Hui', identity: { kind: 'id-card', number: idNumber(2) }, card };

/** V4, V10, X7: what a person has proven counts for its term, and not one day longer. */
export async function loseByTheClock(scene: Scene): Promise<void> {
  await grow(scene);
  await loseUnverified(scene);
  await loseCard(scene);
}

async function grow(scene: Scene): Promise<void> {
  const { story } = scene;
  story.step('Unverified, they may do half of it; a bank card gives more, and not all');
  story.expect('unverified, with level 2', await scene.credentials(), { level: 2, items: ['unverified valid'] });
  story.expect('they may chat', await scene.unmetOf('internal-chat'), []);
  const { body: opened } = await scene.begin('bank-card');
  const { body: passed } = await scene.attempt(opened, attempted);
  story.expect('the bank card has passed', [passed.state, passed.credential?.method], ['passed', 'bank-card']);
  story.expect('large groups need an identity card', await scene.unmetOf('large-groups'), ['verified-share 100']);
}

async function loseUnverified(scene: Scene): Promise<void> {
  const { story, guide } = scene;
  story.step('After 30 days being unverified counts no more; the bank card does');
  await guide.advance('P30D');
  const left = await scene.credentials();
  story.expect('the bank card is left', left, { level: 2, items: ['unverified lapsed', 'bank-card valid'] });
  story.expect('they may still chat', await scene.unmetOf('internal-chat'), []);
}

async function loseCard(scene: Scene): Promise<void> {
  const { story, guide } = scene;
  story.step('A year after the bank card it lapses by itself, and without any use the level has gone before');
  await guide.advance('P335D');
  const left = await scene.credentials();
  story.expect('nothing is left', left, { level: 0, items: ['unverified lapsed', 'bank-card lapsed'] });
  story.expect('messages stay, also without a proof', await scene.unmetOf('internal-chat'), []);
  const { body: again } = await scene.begin('bank-card');
  const { body: passed } = await scene.attempt(again, attempted);
  story.expect('the same card proves it for another year', passed.state, 'passed');
  story.expect('they may chat on', await scene.unmetOf('internal-chat'), []);
}
