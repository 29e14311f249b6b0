import type { Command, Event } from './decider';
import type { AccountCommand } from './account/account.process';
import type { OpenedApproval, Outcome } from './approval/approval';
import type { ApprovalEvent } from './approval/approval.events';
import { rolesAsked } from './approval/approval.policy';
import type { ApprovalCommand } from './approval/approval.process';
import { policyFor, processOfMatter, type MatterType } from './approval/matters';
import type { Deregistration } from './deregistration/deregistration';
import type { DeregistrationEvent } from './deregistration/deregistration.events';
import type { InviteCommand } from './invite/invite.process';
import type { CommandOf, ProcessType } from './processes';
import type { OpenRegistration } from './registration/registration';
import type { RegistrationEvent } from './registration/registration.events';
import type { RegistrationCommand } from './registration/registration.process';

/** What an event of one stream makes another stream do, in the same transaction. A refusal by the target refuses the whole command. */
export interface Reaction {
  name: string;
  when: { process: string; event: string };
  /** The state of the stream that it moves tells what else is needed: it is also read before anything is locked. */
  peek?: true;
  /** Undefined where this very event moves nothing there. */
  then(event: Event, state: unknown, id: string): { process: string; id: string; command: Command } | undefined;
}

interface Target<C extends Command> {
  id: string | undefined;
  command: C;
  /** Where the event itself says which process it moves. */
  process?: ProcessType | undefined;
}

/** Types one line of the table: the event and the state arrive as those of the process that is named. */
const on =
  <E extends Event, S>(process: string) =>
  <T extends E['type'], C extends Command>(
    name: string,
    event: T,
    target: string,
    then: (event: Extract<E, { type: T }>, state: S, id: string) => Target<C>,
  ): Reaction => ({
    name,
    when: { process, event },
    then: (happened, state, id) => {
      const { id: targetId, command, process = target } = then(happened as Extract<E, { type: T }>, state as S, id);
      return targetId === undefined ? undefined : { process, id: targetId, command };
    },
  });

const peeking = (reaction: Reaction): Reaction => ({ ...reaction, peek: true });

const onDeregistration = on<DeregistrationEvent, Exclude<Deregistration, { status: 'none' }>>('deregistration');
const onRegistration = on<RegistrationEvent, OpenRegistration>('registration');
const onApproval = on<ApprovalEvent, OpenedApproval>('approval');

const returned = ({ inviteId }: { inviteId?: string }, _: unknown, holder: string): Target<InviteCommand> => ({
  id: inviteId,
  command: { type: 'ReturnInvite', holder },
});
const undone = ({ undo }: { undo?: string }, _: unknown, registrationId: string): Target<AccountCommand> => ({
  id: undo,
  command: { type: 'UndoOpening', registrationId },
});
const closed = ({ approvalId }: { approvalId?: string }): Target<ApprovalCommand> => ({
  id: approvalId,
  command: { type: 'CloseApproval' },
});

/** Asks people to confirm a registration, or to review an identity: the policy names the slots, the registration the people to fill them. */
const asks =
  (type: 'registration' | 'identity-review') =>
  ({ approvalId }: { approvalId: string }, state: OpenRegistration, id: string): Target<ApprovalCommand> => ({
    id: approvalId,
    command: {
      type: 'OpenApproval',
      matter: { type, id },
      ...(type === 'registration' && state.joining && { companyId: state.joining.companyId }),
      subjectId: state.subjectId,
      requestedBy: state.profile?.applicantId ?? state.subjectId,
      ...(state.profile?.ownerId !== undefined && { barred: [state.profile.ownerId] }),
      managers: state.joining?.managers ?? [],
      roleStreams: rolesIn(type, state.roleStreams),
    },
  });

/** Of these streams, those of the roles that the policy of the matter asks. */
const rolesIn = (type: MatterType, streams: Readonly<Record<string, string>>) =>
  Object.fromEntries(rolesAsked(policyFor(type)).flatMap((role) => (streams[role] === undefined ? [] : [[role, streams[role]]])));

/** The kinds of process that can record the outcome of an approval: a matter in the table may wait as no other. */
type Waiting = { [P in ProcessType]: 'RecordApprovalOutcome' extends CommandOf<P>['type'] ? P : never }[ProcessType];

/** The process that waits for the outcome, if any does, records it. */
const decided =
  (outcome: Outcome) =>
  (event: ApprovalEvent, { matter }: Pick<OpenedApproval, 'matter'>, approvalId: string): Target<CommandOf<Waiting>> => {
    const process: Waiting | undefined = processOfMatter(matter.type);
    const reason = event.type === 'ApprovalRejected' ? { reasonCode: event.reasonCode } : {};
    const command = { type: 'RecordApprovalOutcome', approvalId, outcome, ...reason } as const;
    return { id: process === undefined ? undefined : matter.id, process, command };
  };

export const reactions: readonly Reaction[] = [
  onDeregistration('when-deregistration-requested-freeze-account', 'DeregistrationRequested', 'account', (_, { accountId }, id) => ({
    id: accountId,
    command: { type: 'FreezeAccount', deregistrationId: id } satisfies AccountCommand,
  })),
  onDeregistration('when-deregistration-revoked-unfreeze-account', 'DeregistrationRevoked', 'account', (_, { accountId }, id) => ({
    id: accountId,
    command: { type: 'UnfreezeAccount', deregistrationId: id } satisfies AccountCommand,
  })),
  onDeregistration('when-purge-completed-purge-account', 'PurgeCompleted', 'account', ({ phoneFreeAt }, { accountId }, id) => ({
    id: accountId,
    command: { type: 'PurgeAccount', deregistrationId: id, phoneFreeAt } satisfies AccountCommand,
  })),
  onRegistration('when-registration-opened-reserve-invite', 'RegistrationOpened', 'invite', ({ joining }, _, holder) => ({
    id: joining?.inviteId,
    command: { type: 'ReserveInvite', holder } satisfies InviteCommand,
  })),
  onRegistration('when-phone-proven-supersede-registration', 'PhoneProven', 'registration', ({ supersedes }) => ({
    id: supersedes,
    command: { type: 'SupersedeRegistration' } satisfies RegistrationCommand,
  })),
  onRegistration('when-review-opened-open-approval', 'ReviewOpened', 'approval', asks('identity-review')),
  onRegistration('when-registration-submitted-open-approval', 'RegistrationSubmitted', 'approval', asks('registration')),
  onRegistration('when-registration-approved-open-account', 'RegistrationApproved', 'account', opensAccount),
  onRegistration('when-registration-approved-join-company', 'RegistrationApproved', 'account', ({ joins, accountId }, { joining }, id) => ({
    id: joins && joining ? accountId : undefined,
    command: {
      type: 'JoinCompany',
      registrationId: id,
      companyId: joining?.companyId ?? '',
      positionStreamId: joining?.positionStreamId ?? '',
    } satisfies AccountCommand,
  })),
  onRegistration(
    'when-registration-activated-activate-account',
    'RegistrationActivated',
    'account',
    ({ accountId }, { joins, profile }, id) => ({
      id: accountId,
      command: {
        type: 'ActivateAccount',
        accountId,
        registrationId: id,
        ...(joins !== undefined && profile?.identityId !== undefined && { identityId: profile.identityId }),
      } satisfies AccountCommand,
    }),
  ),
  onRegistration('when-registration-activated-spend-invite', 'RegistrationActivated', 'invite', ({ inviteId }, _, holder) => ({
    id: inviteId,
    command: { type: 'SpendInvite', holder } satisfies InviteCommand,
  })),
  onRegistration('when-registration-rejected-return-invite', 'RegistrationRejected', 'invite', returned),
  onRegistration('when-registration-withdrawn-return-invite', 'RegistrationWithdrawn', 'invite', returned),
  onRegistration('when-registration-expired-return-invite', 'RegistrationExpired', 'invite', returned),
  onRegistration('when-registration-rejected-undo-opening', 'RegistrationRejected', 'account', undone),
  onRegistration('when-registration-withdrawn-undo-opening', 'RegistrationWithdrawn', 'account', undone),
  onRegistration('when-registration-withdrawn-close-approval', 'RegistrationWithdrawn', 'approval', closed),
  onRegistration('when-registration-expired-close-approval', 'RegistrationExpired', 'approval', closed),
  peeking(onApproval('when-approval-approved-record-outcome', 'ApprovalApproved', 'registration', decided('approved'))),
  peeking(onApproval('when-approval-rejected-record-outcome', 'ApprovalRejected', 'registration', decided('rejected'))),
  peeking(onApproval('when-approval-expired-record-outcome', 'ApprovalExpired', 'registration', decided('expired'))),
  peeking(onApproval('when-approval-withdrawn-record-outcome', 'ApprovalWithdrawn', 'registration', decided('withdrawn'))),
];

function opensAccount(
  { joins, accountId }: Extract<RegistrationEvent, { type: 'RegistrationApproved' }>,
  { subjectId, phoneId, deviceId, profile, joining }: OpenRegistration,
  registrationId: string,
): Target<AccountCommand> {
  return {
    id: joins ? undefined : accountId,
    command: {
      type: 'OpenAccount',
      accountId,
      registrationId,
      subjectId,
      phoneId,
      ...(profile?.identityId !== undefined && { identityId: profile.identityId }),
      ...(deviceId !== undefined && { deviceId }),
      ...(joining && { companyId: joining.companyId, positionStreamId: joining.positionStreamId }),
    },
  };
}
