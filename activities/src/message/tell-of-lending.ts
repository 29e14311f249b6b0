import { lendingToTell } from '#domain';
import { effect } from '../effect';
import { lentToYou, youHaveLent } from './approval-text';
import { notify } from './notify';

/** Both people hear of a task that one of them lets the other one decide: who did not do so themselves sees it. */
export const tellOfLending = effect('approval', {
  kind: 'tellOfLending',
  provider: 'messaging',
  async act(begun, services) {
    const { state, id } = begun.process;
    const lending = lendingToTell(state, begun.n);
    if (lending === undefined || state.status !== 'pending') return undefined;
    const { assignee, to, until } = lending;
    const ends = until ?? state.expiresAt;
    await notify(begun, [to], lentToYou(id, state.matter.type, ends), services);
    await notify(begun, [assignee], youHaveLent(id, state.matter.type, ends), services);
    return undefined;
  },
});
