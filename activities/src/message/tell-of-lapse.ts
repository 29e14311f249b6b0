import { hasLapsed, hearersOfLapse, matters, streamIdOf, type Approval, type Role } from '#domain';
import { effect, type Services } from '../effect';
import { notify } from './notify';
import { spokenInstant } from './spoken-instant';

/** X1: the company hears that an approval has lapsed because nobody decided, and who was missing. */
export const tellOfLapse = effect('approval', {
  kind: 'tellOfLapse',
  provider: 'messaging',
  async act(begun, services) {
    const { state, id } = begun.process;
    const text = textOf(id, state);
    if (text === undefined || state.status === 'pending') return undefined;
    await notify(begun, hearersOfLapse(state, await superAdminsOf(state.companyId, services)), text, services);
    return undefined;
  },
});

async function superAdminsOf(companyId: string | undefined, { engine }: Pick<Services, 'engine'>): Promise<Role | undefined> {
  if (companyId === undefined) return undefined;
  const role = await engine.read(streamIdOf('role', engine.ids.role(companyId, 'super-admin')));
  return role?.state as Role | undefined;
}

/** Names the matter by its type alone, as every notice does. */
function textOf(id: string, approval: Approval): string | undefined {
  if (!hasLapsed(approval) || approval.expiresAt === undefined) return undefined;
  const { noun } = matters[approval.matter.type];
  const missing = approval.unfilled.map((slot) => slot.replaceAll('-', ' ')).join(', ');
  return `${noun} has lapsed: nobody decided as ${missing} until ${spokenInstant(approval.expiresAt)}. Approval ${id}.`;
}
