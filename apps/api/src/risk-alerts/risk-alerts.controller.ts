import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  faces,
  nothing,
  riskAlertExport,
  riskAlertExportQuery,
  riskAlertPage,
  riskAlertQuery,
  type BodyOf,
  type RiskAlertExportQuery,
  type RiskAlertQuery,
} from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { pageTokenCodes } from '../http/page-token';
import { ShownProcess } from '../process/process-routes';
import { RiskAlertExport } from './risk-alert-export';
import { isOwn, RiskAlerts } from './risk-alerts';

const { bodies } = faces['risk-alert'];

@ApiTags('risk alerts')
@Controller('v1/risk-alerts')
export class RiskAlertsController extends ShownProcess('risk-alert') {
  constructor(
    private readonly alerts: RiskAlerts,
    private readonly exports: RiskAlertExport,
  ) {
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
    return { items: items.filter((item) => !isOwn(item, call.authority)), ...page };
  }

  @Get('export')
  @Route({
    summary:
      'Alerts in every state, oldest first, to be kept elsewhere: go on with the cursor; what became of one since stands in GET /v1/events',
    access: permissions.readRiskAlerts,
    answer: riskAlertExport,
    refuses: ['page-token-invalid', 'page-token-of-another-list'],
  })
  export(@Query({ schema: riskAlertExportQuery }) query: RiskAlertExportQuery, @Call() call: Call) {
    return this.exports.page(query, call);
  }

  protected override async look<T>(id: string, call: Call, look: () => Promise<T>): Promise<T> {
    await this.alerts.hideOwn(id, call);
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
