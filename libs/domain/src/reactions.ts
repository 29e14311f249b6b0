import type { Command, Event } from './decider';
import type { AccountCommand } from './account/account.decide';
import type { Deregistration, DeregistrationEvent } from './deregistration/deregistration';

/** What an event of one stream makes another stream do, in the same transaction. A refusal by the target refuses the whole command. */
export interface Reaction {
  name: string;
  when: { process: string; event: string };
  then(event: Event, state: unknown, id: string): { process: string; id: string; command: Command };
}

/** Types one line of the table: the event and the state arrive as those of the process that is named. */
const onDeregistration = <T extends DeregistrationEvent['type']>(
  name: string,
  event: T,
  command: (event: Extract<DeregistrationEvent, { type: T }>, id: string) => AccountCommand,
): Reaction => ({
  name,
  when: { process: 'deregistration', event },
  then: (happened, state, id) => ({
    process: 'account',
    id: (state as Exclude<Deregistration, { status: 'none' }>).accountId,
    command: command(happened as Extract<DeregistrationEvent, { type: T }>, id),
  }),
});

export const reactions: readonly Reaction[] = [
  onDeregistration('when-deregistration-requested-freeze-account', 'DeregistrationRequested', (_, deregistrationId) => ({
    type: 'FreezeAccount',
    deregistrationId,
  })),
  onDeregistration('when-deregistration-revoked-unfreeze-account', 'DeregistrationRevoked', (_, deregistrationId) => ({
    type: 'UnfreezeAccount',
    deregistrationId,
  })),
  onDeregistration('when-purge-completed-purge-account', 'PurgeCompleted', ({ phoneFreeAt }, deregistrationId) => ({
    type: 'PurgeAccount',
    deregistrationId,
    phoneFreeAt,
  })),
];
