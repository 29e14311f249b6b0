import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { openRequest, type CommandOf, type KnownStateIn } from '#domain';
import { Engine } from '#engine';
import type { ProcessRow } from '#read-models';
import { actorsOf } from '../authority/authority';
import type { Call } from '../authority/call';
import { durationMs } from '../http/time';
import { Processes } from '../process/processes';
import { ActingForOthers } from './acting-for-others';
import { ApprovalCommands } from './approval-commands';
import { kindsOf, noRequest } from '../evidence/references';
import { commentField, evidenceField, messageField, sealedText } from '../evidence/sealed-texts';

type Command = CommandOf<'approval'>;

/** V8: what approvers ask the requester for, what comes of it, and what all of them write. */
@Injectable()
export class EvidenceCommands {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly approvals: ApprovalCommands,
    private readonly others: ActingForOthers,
  ) {}

  async request(id: string, { items, message, expiresIn }: BodyOf<'approval', 'RequestEvidence'>, call: Call) {
    const requestId = this.engine.idFor(call.caller, 'evidence-request');
    const { row, forOthers } = await this.others.find(id, call.authority);
    const command: Command = {
      type: 'RequestEvidence',
      ...this.approvals.actorOn(row, call.authority),
      ...forOthers,
      requestId,
      kinds: kindsOf(items),
      ...(expiresIn !== undefined && { expiresInMs: durationMs(expiresIn) }),
    };
    const seal = ({ subjectId }: ProcessRow) => ({ seal: sealedText<'approval'>(subjectId, messageField(id, requestId), message) });
    return this.processes.runOn('approval', row, command, call, seal);
  }

  async cancel({ id, requestId }: { id: string; requestId: string }, call: Call) {
    const { row, forOthers } = await this.others.find(id, call.authority);
    const command: Command = { type: 'CancelEvidenceRequest', ...this.approvals.actorOn(row, call.authority), ...forOthers, requestId };
    return this.processes.runOn('approval', row, command, call);
  }

  give(id: string, { requestId: named, items }: BodyOf<'approval', 'GiveEvidence'>, call: Call) {
    const requestOf = ({ state }: ProcessRow) => named ?? openRequest(state as KnownStateIn<'approval'>)?.requestId ?? noRequest;
    const command = (approval: ProcessRow): Command => ({
      type: 'GiveEvidence',
      ...actorsOf(call.authority),
      requestId: requestOf(approval),
      kinds: kindsOf(items),
    });
    return this.processes.run('approval', id, command, call, (approval) => ({
      seal: sealedText<'approval'>(approval.subjectId, evidenceField(id, requestOf(approval)), JSON.stringify(items)),
    }));
  }

  async comment(id: string, { text, visibility }: BodyOf<'approval', 'AddComment'>, call: Call) {
    const commentId = this.engine.idFor(call.caller, 'comment');
    const { row, forOthers } = await this.others.find(id, call.authority);
    const told = visibility === 'requester' ? { forRequester: true } : {};
    const command: Command = { type: 'AddComment', ...this.approvals.actorOn(row, call.authority), ...forOthers, commentId, ...told };
    return this.processes.runOn('approval', row, command, call, ({ subjectId }) => ({
      seal: sealedText<'approval'>(subjectId, commentField(id, commentId), text),
    }));
  }
}
