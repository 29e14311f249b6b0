import { Body, Controller, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { faces, keptMember, membershipParams, nothing, positionedMember, type BodyOf } from '#contracts';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { KeptMembers } from './kept-members';

const { bodies } = faces.account;

type Params = z.infer<typeof membershipParams>;

@ApiTags('accounts')
@Controller('v1/accounts')
export class KeptMembersController {
  constructor(private readonly members: KeptMembers) {}

  @Put(':id/memberships/:companyId/position')
  @Does('account', 'ChangePosition', 'Give a member another position: what it brings comes in place of what the former one brought', {
    makes: positionedMember,
    status: 200,
    also: ['not-found'],
  })
  position(
    @Param({ schema: membershipParams }) { id, companyId }: Params,
    @Body({ schema: bodies.ChangePosition }) body: BodyOf<'account', 'ChangePosition'>,
    @Call() call: Call,
  ) {
    return this.members.position(id, companyId, body, call);
  }

  @Put(':id/memberships/:companyId/dormancy')
  @Does('account', 'MakeMemberDormant', 'Keep a member without lending them anything: basic messaging stays, their roles go', {
    makes: keptMember,
    status: 200,
    also: ['not-found'],
  })
  sleep(
    @Param({ schema: membershipParams }) { id, companyId }: Params,
    @Body({ schema: bodies.MakeMemberDormant }) body: BodyOf<'account', 'MakeMemberDormant'>,
    @Call() call: Call,
  ) {
    return this.members.sleep(id, companyId, body, call);
  }

  @Post(':id/memberships/:companyId/waking')
  @Does('account', 'WakeMember', 'Wake a dormant member, who has proven enough; roles are given anew', {
    makes: keptMember,
    status: 200,
    also: ['not-found'],
  })
  wake(@Param({ schema: membershipParams }) { id, companyId }: Params, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.members.wake(id, companyId, call);
  }

  @Post(':id/memberships/:companyId/employment-end')
  @Does('account', 'EndEmployment', 'Say that an employment ends, now or on a day to come: the membership ends with it', {
    makes: keptMember,
    status: 200,
    also: ['not-found'],
  })
  endEmployment(
    @Param({ schema: membershipParams }) { id, companyId }: Params,
    @Body({ schema: bodies.EndEmployment }) body: BodyOf<'account', 'EndEmployment'>,
    @Call() call: Call,
  ) {
    return this.members.endEmployment(id, companyId, body, call);
  }

  @Post(':id/memberships/:companyId/rehire')
  @Does('account', 'CancelEmploymentEnd', 'Cancel the end of an employment that is still to come: the person stays', {
    makes: keptMember,
    status: 200,
    also: ['not-found'],
  })
  rehire(@Param({ schema: membershipParams }) { id, companyId }: Params, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.members.rehire(id, companyId, call);
  }
}
