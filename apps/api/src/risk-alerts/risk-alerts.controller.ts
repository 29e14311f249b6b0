import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { faces, nothing, riskAlertPage, riskAlertQuery, type BodyOf, type RiskAlertQuery } from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { pageTokenCodes } from '../http/page-token';
import { ShownProcess } from '../process/process-routes';
import { isOwn, refuseOwn, RiskAlerts } from './risk-alerts';

const { bodies } = faces['risk-alert'];

@ApiTags('risk alerts')
@Controller('v1/risk-alerts')
export class RiskAlertsController extends ShownProcess('risk-alert') {
  constructor(private readonly alerts: RiskAlerts) {
    super();
  }

  @Get()
  @Route({
    summary: 'Alerts about people who look like trouble, newest first; an administrator finds those of their company or departments',
    access: permissions.readRiskAlerts,
    answer: riskAlertPage,
    refuses: [...pageTokenCodes],
  })
  async list(@Query({ schema: riskAlertQuery }) query: RiskAlertQuery, @Call() call: Call) {
    const { items, ...page } = await this.processes.list('risk-alert', query, call.authority);
    return { items: items.filter(({ id }) => !isOwn(id, call.authority)), ...page };
  }

  protected override look<T>(id: string, call: Call, look: () => Promise<T>): Promise<T> {
    refuseOwn(id, call.authority);
    return super.look(id, call, look);
  }

  @Post(':id/acknowledgement')
  @Does('risk-alert', 'AcknowledgeAlert', 'Look after an alert', { also: ['out-of-scope'] })
  acknowledge(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.alerts.acknowledge(id, call);
  }

  @Post(':id/resolution')
  @Does('risk-alert', 'ResolveAlert', 'Say what came of an alert, and why; a submission that waited only for it may go on', {
    also: ['out-of-scope'],
  })
  resolve(@Id() id: string, @Body({ schema: bodies.ResolveAlert }) body: BodyOf<'risk-alert', 'ResolveAlert'>, @Call() call: Call) {
    return this.alerts.resolve(id, body, call);
  }
}
