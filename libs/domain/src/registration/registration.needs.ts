import type { Need, Needs } from '../decider';
import { identityReviewer } from '../role/role';
import { applicantAccount, isOpen, type OpenRegistration, type Registration } from './registration';
import type { RegistrationCommand, RegistrationFacts } from './registration.decide';
import { goesStraight } from './steps';

const read = (process: string, id: string) => ({ need: 'stream', process, id, mode: 'read' }) as const satisfies Need;
const move = (process: string, id: string) => ({ need: 'stream', process, id, mode: 'move' }) as const satisfies Need;

/** What each command reads, and the streams that its events will move. Who holds a number is asked for once its claim is known. */
export function needs(command: RegistrationCommand, state: Registration, found: Partial<RegistrationFacts>): Needs {
  if (command.type === 'OpenRegistration') return opening(command.inviteId, found);
  if (command.type === 'EndWithAccount') return ending(command.deregistrationId, state);
  if (!isOpen(state)) return {};
  switch (command.type) {
    case 'ProvePhone':
      return {
        proof: { need: 'proof' },
        phone: { need: 'claim', kind: 'phone', key: command.key },
        device: { need: 'tally', kind: 'device-account', key: command.device.key },
        ...holder(state, found),
      };
    case 'GiveProfile':
      return {
        identity: { need: 'claim', kind: 'identity', key: command.identity.key },
        ...(command.positionStreamId !== undefined && { position: read('position', command.positionStreamId) }),
      };
    case 'SubmitRegistration':
      return {
        ...(command.document && { identity: { need: 'claim', kind: 'identity', key: command.document.key } }),
        ...(goesStraight(state) === undefined ? asking(state, 'it-admin', command.approvalId) : { ...account(state), ...invite(state) }),
      };
    case 'RecordIdentityCheck':
      // All reviews read one role: whoever needs none must not stand in its queue.
      if (command.outcome === 'confirmed' && !state.profile?.elsewhere) return {};
      return asking(state, identityReviewer, state.profile?.reviewId);
    case 'OpenReview':
      return asking(state, identityReviewer, state.profile?.reviewId);
    case 'WithdrawRegistration':
      return { ...account(state), ...invite(state), ...pendingApproval(state) };
    case 'SupersedeRegistration':
      return { ...invite(state), ...pendingApproval(state) };
    case 'RecordApprovalOutcome':
      return { ...account(state), ...invite(state) };
    case 'RecordDirectoryEntry':
      return { ...account(state), ...invite(state), ...leave(found) };
    case 'ExpireDraft':
      return invite(state);
    default:
      return {};
  }
}

/** Its purge is looked up under lock: whoever asks for this end has no word in whether it is right. */
function ending(deregistrationId: string, state: Registration): Needs {
  const deregistration = read('deregistration', deregistrationId);
  return { deregistration, ...(isOpen(state) && { ...account(state), ...invite(state), ...pendingApproval(state) }) };
}

function opening(inviteId: string | undefined, { invite: known }: Partial<RegistrationFacts>): Needs {
  if (inviteId === undefined) return {};
  const issued = known?.status === 'issued' ? known : undefined;
  return {
    invite: { ...move('invite', inviteId), peek: true },
    ...(issued && { company: read('company', issued.companyId), position: read('position', issued.positionStreamId) }),
  };
}

/** A reserved number is a registration's, a held one an account's. Without the proof nobody else is read or waited for: that would tell numbers apart, too. */
function holder({ registrationId }: OpenRegistration, { phone, proof }: Partial<RegistrationFacts>): Needs {
  if (proof?.verdict !== 'proven') return {};
  if (phone?.state === 'held') return { account: read('account', phone.holder) };
  return phone?.state === 'reserved' && phone.holder !== registrationId ? { rival: move('registration', phone.holder) } : {};
}

const account = (state: OpenRegistration): Needs => ({ account: move('account', applicantAccount(state)) });
/** Of an account that is frozen: whether that can still be undone. */
const leave = ({ account: found }: Partial<RegistrationFacts>): Needs =>
  found?.status === 'living' && found.frozenBy !== undefined ? { deregistration: read('deregistration', found.frozenBy) } : {};
const invite = ({ joining }: OpenRegistration): Needs => (joining ? { invite: move('invite', joining.inviteId) } : {});
const pendingApproval = ({ approvalId }: OpenRegistration): Needs =>
  approvalId === undefined ? {} : { approval: move('approval', approvalId) };

/** The approval that is opened, and whoever will have to decide it. */
function asking({ roleStreams }: OpenRegistration, role: string, approvalId: string | undefined): Needs {
  const people = roleStreams[role];
  return {
    ...(approvalId !== undefined && { approval: move('approval', approvalId) }),
    ...(people !== undefined && { reviewers: read('role', people) }),
  };
}
