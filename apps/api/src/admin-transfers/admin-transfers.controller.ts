import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { faces, nothing, type BodyOf } from '#contracts';
import { Engine } from '#engine';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { People } from '../authority/people';
import { Id } from '../http/id.decorator';
import { ListedProcess } from '../process/process-routes';

const { bodies } = faces['admin-transfer'];

@ApiTags('admin-transfers')
@Controller('v1/admin-transfers')
export class AdminTransfersController extends ListedProcess('admin-transfer') {
  @Inject(Engine) private readonly engine!: Engine;
  @Inject(People) private readonly people!: People;

  @Post()
  @Does('admin-transfer', 'RequestAdminTransfer', 'Hand a company over to another administrator', { also: ['not-found'] })
  async create(@Body({ schema: bodies.RequestAdminTransfer }) body: BodyOf<'admin-transfer', 'RequestAdminTransfer'>, @Call() call: Call) {
    const { companyId } = body;
    await this.processes.readVisible('company', companyId, call.authority);
    const [holder, successor] = [await this.people.principalOf(body.holder), await this.people.principalOf(body.successor)];
    const roleId = this.engine.ids.role(companyId, 'super-admin');
    return this.open(() => ({ command: { type: 'RequestAdminTransfer', companyId, roleId, holder, successor } }), call);
  }

  @Post(':id/acceptance')
  @Does('admin-transfer', 'AcceptAdminTransfer', 'Accept to administer the company')
  accept(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.run(id, { type: 'AcceptAdminTransfer' }, call);
  }
}
