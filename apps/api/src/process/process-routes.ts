import { Get, Inject, Query } from '@nestjs/common';
import { faceOf, workflowAnswer, type FacedProcess } from '#contracts';
import type { CommandOf } from '#domain';
import type { ProcessState } from '#engine';
import { permissions, type Authority, type Right } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { pageTokenCodes } from '../http/page-token';
import type { ListQuery } from './lists';
import { Processes, type BesideOf, type Join, type Opened } from './processes';
import { Workflows } from './workflows';

const words = (text: string) => text.replaceAll('-', ' ');
const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const withArticle = (noun: string) => `${/^[aeiou]/.test(noun) ? 'An' : 'A'} ${noun}`;

/** The route that shows one process, and runs commands on it: its controller extends this. */
export function ShownProcess<P extends FacedProcess>(process: P) {
  const { answer, waits = false, read } = faceOf(process);
  abstract class Shown {
    @Inject(Processes) protected readonly processes!: Processes;

    @Get(':id')
    @Route({ summary: withArticle(words(process)), access: permissions[read as Right], answer, waits, refuses: ['not-found'] })
    show(@Id() id: string, @Call() call: Call) {
      return this.look(id, call, () => this.processes.show(process, id, call, (found, authority) => this.join(found, authority)));
    }

    /** Looks at one. Who may not by themselves may do so in another's place, where the process knows of such people. */
    protected look<T>(_id: string, _call: Call, look: () => Promise<T>): Promise<T> {
      return look();
    }

    /** What its GET tells of other processes. */
    protected async join(_found: ProcessState, _authority: Authority): ReturnType<Join> {
      return {};
    }

    protected run(id: string, command: CommandOf<P>, call: Call, beside?: BesideOf<P>) {
      return this.processes.run(process, id, command, call, beside);
    }

    protected open(opened: (id: string) => Opened<P>, call: Call) {
      return this.processes.open(process, opened, call);
    }
  }
  return Shown;
}

/** The same for a process with a workflow, which operators may inspect. */
export function FollowedProcess<P extends FacedProcess>(process: P) {
  abstract class Followed extends ShownProcess(process) {
    @Inject(Workflows) protected readonly workflows!: Workflows;

    @Get(':id/workflow')
    @Route({
      summary: `What the workflow of the ${words(process)} says of itself`,
      access: permissions.inspectWorkflows,
      answer: workflowAnswer,
      refuses: ['not-found', 'no-worker'],
    })
    async workflow(@Id() id: string, @Call() call: Call) {
      await this.processes.readVisible(process, id, call.authority);
      return this.workflows.show(`${process}:${id}`);
    }
  }
  return Followed;
}

/** The same for a process with a workflow and a list, newest first. */
export function ListedProcess<P extends FacedProcess>(process: P) {
  const { path, read, list } = faceOf(process);
  if (list === undefined) throw new Error(`the face of ${process} has no list`);
  const { page, query: schema } = list;
  abstract class Listed extends FollowedProcess(process) {
    @Get()
    @Route({
      summary: `${capitalize(words(path))}, newest first`,
      access: permissions[read as Right],
      answer: page,
      refuses: [...pageTokenCodes],
    })
    list(@Query({ schema }) query: ListQuery, @Call() call: Call) {
      return this.processes.list(process, query, call.authority);
    }
  }
  return Listed;
}
