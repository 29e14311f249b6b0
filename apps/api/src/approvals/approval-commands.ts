import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DecideTask, OpenApproval } from '#contracts';
import { approvalPolicy, mayBeAskedFor, type CommandOf } from '#domain';
import { Engine, streamIdOf, type SealedValue } from '#engine';
import { Database } from '#event-store';
import { readProcess, type ProcessRow } from '#read-models';
import { Keys } from '#vault';
import { actorOf, type Authority } from '../authority/authority';
import { authorityOf } from '../authority/callers';
import { People, userIdOf } from '../authority/people';
import { roleStream } from '../companies/streams';
import { refusal } from '../http/refusal';
import { permitOn, Processes } from '../process/processes';

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

type Command = CommandOf<'approval'>;

/** What callers ask of an approval. Who may not see it gets 404, before the command, before a replay, and again under its lock; who may not decide it, the domain's 403. */
@Injectable()
export class ApprovalCommands {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly keys: Keys,
    private readonly people: People,
  ) {}

  async open({ matter, policyId, requestedBy, managers, companyId }: OpenApproval, exchange: Exchange) {
    const { type, id } = matter;
    if (!mayBeAskedFor(type)) throw refusal('matter-type-unknown');
    if (policyId !== undefined && policyId !== approvalPolicy.id) throw refusal('policy-unknown');
    if (!(await readProcess(this.database, streamIdOf('company', companyId)))) throw refusal('not-found');
    const caller = this.processes.caller(exchange.request);
    const command: Command = {
      type: 'OpenApproval',
      matter: { type, id },
      companyId,
      subjectId: this.engine.idFor(caller, 'subject'),
      requestedBy: await this.requester(requestedBy, authorityOf(exchange.request)),
      managers: await this.people.namedAll(managers),
      roleStreams: this.roleStreams(companyId),
    };
    const approvalId = this.engine.idFor(caller, 'approval');
    return this.processes.command({ process: 'approval', id: approvalId, command }, caller, { ...exchange, opens: true });
  }

  decide(id: string, { decision, reason, taskId }: DecideTask, exchange: Exchange) {
    const actor = actorOf(authorityOf(exchange.request));
    const command: Command = {
      type: 'DecideTask',
      actor,
      verdict: decision,
      ...(taskId !== undefined && { taskId }),
      ...(reason && { reasonCode: reason.code }),
    };
    return this.on(id, command, exchange, (approval) => sealedReason(approval, actor, reason?.text));
  }

  take(id: string, taskId: string, exchange: Exchange) {
    return this.on(id, { type: 'TakeTask', actor: actorOf(authorityOf(exchange.request)), taskId }, exchange);
  }

  release(id: string, taskId: string, exchange: Exchange) {
    return this.on(id, { type: 'ReleaseTask', actor: actorOf(authorityOf(exchange.request)), taskId }, exchange);
  }

  withdraw(id: string, exchange: Exchange) {
    return this.on(id, { type: 'WithdrawApproval', actor: actorOf(authorityOf(exchange.request)) }, exchange);
  }

  private async on(id: string, command: Command, exchange: Exchange, seal: (approval: ProcessRow) => SealedValue[] = () => []) {
    const authority = authorityOf(exchange.request);
    const approval = await this.processes.seen('approval', id, authority);
    const permit = permitOn(authority, streamIdOf('approval', id));
    const caller = this.processes.caller(exchange.request);
    return this.processes.command({ process: 'approval', id, command, permit, seal: seal(approval) }, caller, exchange);
  }

  /** Whoever asks for another is trusted to know for whom; a person asks for himself alone. */
  private async requester(named: string | undefined, authority: Authority): Promise<string> {
    const userId = named === undefined ? undefined : userIdOf(named);
    if (userId === undefined || userId === authority.person?.userId) return actorOf(authority);
    if (authority.person) throw refusal('forbidden');
    return this.people.named(userId);
  }

  private roleStreams(companyId: string): Record<string, string> {
    const selectors = approvalPolicy.stages.flatMap(({ slots }) => slots.map(({ selector }) => selector));
    return Object.fromEntries(
      selectors.flatMap((selector) => (selector.kind === 'role' ? [[selector.role, roleStream(this.keys, companyId, selector.role)]] : [])),
    );
  }
}

/** What a person wrote goes into the vault, under the subject of the approval; events keep the code. A registration's subject may have two approvals, and one person decide in both. */
function sealedReason({ id, subjectId }: ProcessRow, actor: string, text: string | undefined): SealedValue[] {
  if (text === undefined || subjectId === undefined) return [];
  return [{ subjectId, dataClass: 'reasons', field: `reason:${id}:${actor}`, value: text }];
}
