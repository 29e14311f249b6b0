import type { Guide } from '../guide';
import { comeFromAbroad, workHereFromAbroad } from './abroad';
import { beDispatched } from './dispatched';
import { showAKnownDocument } from './known-document';
import { joinAsMember } from './member';
import { comeAlone } from './personal';
import { retire } from './positions';
import { Scene } from './scene';

/** Each way to an account, and what is answered on it. */
export async function registration(guide: Guide): Promise<void> {
  const scene = await Scene.open(guide);
  const member = await joinAsMember(scene);
  await comeAlone(scene);
  await workHereFromAbroad(scene);
  await comeFromAbroad(scene);
  await showAKnownDocument(scene, member);
  await beDispatched(scene);
  await retire(scene);
}
