import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import type { CommandOf, KnownStateIn } from '#domain';
import { streamIdOf, type CallerCommand } from '#engine';
import type { Call } from '../authority/call';
import { Naming, type Approvers } from '../authority/naming';
import { People } from '../authority/people';
import { permitOn, Processes } from '../process/processes';
import { ActingForOthers } from './acting-for-others';
import { ApprovalCommands } from './approval-commands';

/** An approver brings somebody else in: in their own place, or beside them. */
@Injectable()
export class HandingOn {
  constructor(
    private readonly processes: Processes,
    private readonly people: People,
    private readonly naming: Naming,
    private readonly approvals: ApprovalCommands,
    private readonly others: ActingForOthers,
  ) {}

  /** The person belongs to the company of the approval; of one of the platform they hold the role, as the rule asks. */
  async run(
    type: 'ReassignTask' | 'AddApprover',
    { id, taskId }: { id: string; taskId: string },
    { to }: BodyOf<'approval', 'ReassignTask'>,
    call: Call,
  ) {
    const { authority } = call;
    const found = await this.processes.find('approval', id, authority);
    const seen = permitOn(authority, streamIdOf('approval', id));
    return this.naming.byColleague(to, found.companyId, authority, async ({ principals, naming, refuse }: Approvers) => {
      const named = principals[0]!;
      const persons = await this.people.aliasesOf([...peopleOf(found.state), named]);
      const actor = this.approvals.actorOn(found, authority);
      const both = [actor.actor, ...(actor.aliases ?? []), named, ...Object.keys(persons).filter((each) => persons[each] === named)];
      const command: CommandOf<'approval'> = {
        type,
        ...actor,
        delegations: await this.others.ofRequester(found, both),
        taskId,
        to: persons[named] ?? named,
        persons,
      };
      const permit: NonNullable<CallerCommand['permit']> = (streams, claims) => seen(streams, claims) ?? refuse(streams);
      return this.processes.command({ process: 'approval', id, command, permit, seen: found, ...naming }, call);
    });
  }
}

/** Everybody who is asked, was asked, or must not be. */
const peopleOf = ({ requestedBy, sources, stages, former = [] }: KnownStateIn<'approval'>): readonly string[] => [
  ...[requestedBy, ...(sources?.barred ?? [])],
  ...stages.flatMap(({ slots }) => slots.flatMap(({ tasks }) => tasks.map(({ assignee }) => assignee))),
  ...former.map(({ assignee }) => assignee),
];
