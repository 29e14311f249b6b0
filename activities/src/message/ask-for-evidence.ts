import { matters, openRequest, type Approval } from '#domain';
import { effect } from '../effect';
import { notify } from './notify';
import { said } from './said';
import { ofEffect, openPhone } from './send-to-phone';
import { spokenInstant } from './spoken-instant';

/**
 * V8: the requester hears what they are asked for, and until when: an applicant by a message to their phone, anybody
 * else by a notice. The words of the approver stay in the vault.
 */
export const askForEvidence = effect('approval', {
  kind: 'askForEvidence',
  provider: 'messaging',
  async act(begun, services) {
    const { state, id, subjectId } = begun.process;
    const request = state.status === 'pending' ? openRequest(state) : undefined;
    if (request === undefined || state.status !== 'pending') return undefined;
    const asked = `${spoken(request.kinds)} until ${spokenInstant(request.until)}`;
    if (matters[state.matter.type].waits !== 'registration') {
      await notify(begun, [state.requestedBy], `${nounOf(state)} waits for you: ${asked}. Approval ${id}.`, services);
      return undefined;
    }
    const phone = await openPhone(services, begun.kind, subjectId);
    const words = said`Your registration needs more from you: ${asked}. Otherwise it lapses.`;
    if (phone !== undefined) await services.messaging.send({ to: phone, ...ofEffect(begun, words) });
    return undefined;
  },
});

const spoken = (kinds: readonly string[]) => kinds.map((kind) => kind.replaceAll('-', ' ')).join(', ');
const nounOf = ({ matter }: Extract<Approval, { status: 'pending' }>) => matters[matter.type].noun;
