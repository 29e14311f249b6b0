import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { nothing } from '#contracts';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Id } from '../http/id.decorator';
import { ListedProcess } from '../process/process-routes';
import { RightsReviews } from './rights-reviews';

@ApiTags('companies')
@Controller('v1/rights-reviews')
export class RightsReviewsController extends ListedProcess('rights-review') {}

@ApiTags('companies')
@Controller('v1/companies')
export class CompanyRightsReviewsController {
  constructor(private readonly reviews: RightsReviews) {}

  @Post(':id/rights-reviews')
  @Does('rights-review', 'OpenRightsReview', 'Let the super admins keep or remove each right of the people and keys of the company', {
    also: ['not-found'],
  })
  open(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.reviews.open(id, call);
  }
}
