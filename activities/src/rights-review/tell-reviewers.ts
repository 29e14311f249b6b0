import { holdersOf, undecidedRights, type Role } from '#domain';
import { streamIdOf } from '#engine';
import { effect } from '../effect';
import { notify } from '../message/notify';
import { spokenInstant } from '../message/spoken-instant';

/** G13: the super admins hear of a review once for all of its rights, and again with each reminder. */
export const tellReviewers = effect('rights-review', {
  kind: 'tellReviewers',
  provider: 'messaging',
  async act(begun, services) {
    const { id, state } = begun.process;
    if (state.status !== 'open') return undefined;
    const role = await services.engine.read(streamIdOf('role', services.engine.ids.role(state.companyId, 'super-admin')));
    const head = begun.n === 1 ? '' : 'Reminder: ';
    const left = `${undecidedRights(state)} of ${state.asked} rights in the company wait for a decision`;
    const text = `${head}${left} until ${spokenInstant(state.endsAt)}: keep or remove each. Rights review ${id}.`;
    await notify(begun, holdersOf(role?.state as Role | undefined), text, services);
    return undefined;
  },
});
