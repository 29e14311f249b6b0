import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import type { CommandOf, KnownStateIn } from '#domain';
import { streamIdOf, type CallerCommand } from '#engine';
import { permitInAny } from '../authority/administrators';
import { actorOf, ownerIn, type Authority } from '../authority/authority';
import type { Call } from '../authority/call';
import { hideProcess, Refusal } from '../http/refusal';
import { permitOn, Processes } from '../process/processes';

type Command = CommandOf<'risk-alert'> & { type: 'AcknowledgeAlert' | 'ResolveAlert' };
type Alert = KnownStateIn<'risk-alert'>;

/** An alert is never for the person whom it is about, whatever they administer. */
export const isOwn = ({ aboutId }: { aboutId?: unknown }, authority: Authority): boolean =>
  aboutId !== undefined && aboutId === ownerIn(authority);

function refuseOwn(id: string, alert: Alert, authority: Authority): void {
  if (isOwn(alert, authority)) throw new Refusal(hideProcess(streamIdOf('risk-alert', id)));
}

/** Works alerts: operators all of them, administrators those about people whom they administer. */
@Injectable()
export class RiskAlerts {
  constructor(private readonly processes: Processes) {}

  acknowledge(id: string, call: Call) {
    return this.work(id, { type: 'AcknowledgeAlert', by: actorOf(call.authority) }, call);
  }

  resolve(id: string, { resolution: outcome, reason: { code, text } }: BodyOf<'risk-alert', 'ResolveAlert'>, call: Call) {
    const resolved = { type: 'ResolveAlert', by: actorOf(call.authority), outcome, reasonCode: code } as const;
    return this.work(id, resolved, call, ({ subjectId, n }) =>
      text === undefined ? [] : [{ subjectId, dataClass: 'reasons', field: `risk alert ${id} ${n}`, value: text, replace: true }],
    );
  }

  /** @throws Refusal `not-found` also to the person whom it is about */
  async hideOwn(id: string, { authority }: Call): Promise<void> {
    if (ownerIn(authority) === undefined) return;
    const { state } = await this.processes.find('risk-alert', id, authority);
    refuseOwn(id, state, authority);
  }

  private async work(id: string, command: Command, call: Call, sealing: (alert: Alert) => CallerCommand<'risk-alert'>['seal'] = () => []) {
    const { authority } = call;
    const found = await this.processes.find('risk-alert', id, authority);
    refuseOwn(id, found.state, authority);
    const sees = permitOn(authority, streamIdOf('risk-alert', id));
    const reaches = inReach(authority, found.state, { id, command });
    const permit: CallerCommand['permit'] = (streams, claims) => sees(streams, claims) ?? reaches(streams, claims);
    const seal = sealing(found.state) ?? [];
    return this.processes.command<'risk-alert'>({ process: 'risk-alert', id, command, permit, seen: found, seal }, call);
  }
}

/** In one of the places of the person it is enough. */
const inReach = (authority: Authority, { places }: Alert, { id, command }: { id: string; command: Command }) =>
  permitInAny<'risk-alert'>(authority, [...new Set(places.map(({ companyId }) => companyId))], (companyId) => ({
    process: 'risk-alert',
    id,
    command: { ...command, companyId },
  }));
