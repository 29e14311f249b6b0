import { Module } from '@nestjs/common';
import { IdentityReviewersController } from './identity-reviewers.controller';

@Module({ controllers: [IdentityReviewersController] })
export class IdentityReviewersModule {}
