import { leave } from './deregistration';
import type { Guide } from './guide';
import { grow, leaveAndComeBack } from './life';
import { register } from './registration';

/** One life: from an invite to an account, through its days, to the end, until the number belongs to another person. */
export async function oneLife(guide: Guide): Promise<void> {
  const person = await register(guide);
  await grow(guide, person);
  await leaveAndComeBack(guide, person);
  await leave(guide, person);
}
