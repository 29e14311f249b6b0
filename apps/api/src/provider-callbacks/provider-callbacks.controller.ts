import { Controller, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { recordAnswer } from '#activities';
import { takenCallback } from '#contracts';
import { Engine } from '#engine';
import { Database } from '#event-store';
import { documentOfApplicant } from '#iam';
import type { CallbackProvider, CallbackSecrets } from '#providers';
import { Budgets } from '../authority/budgets';
import { Route } from '../authority/route';
import { refusal } from '../http/refusal';
import { callbackSecrets } from '../tokens';
import { callbackResult } from './callback-results';

/**
 * Callbacks of providers about calls that they accepted for later. No route of callers: the provider's signature
 * authenticates.
 */
@ApiExcludeController()
@Controller('v1/provider-callbacks')
export class ProviderCallbacksController {
  constructor(
    private readonly engine: Engine,
    private readonly database: Database,
    private readonly budgets: Budgets,
    @Inject(callbackSecrets) private readonly secrets: CallbackSecrets,
  ) {}

  private readonly lookUps = { documentOf: (registrationId: string) => documentOfApplicant(this.database, registrationId) };

  @Post(':provider')
  @RouteConfig({ verbatimBody: true })
  @Route({ summary: 'What became of a call that a provider took for later', access: 'public', answer: takenCallback })
  async take(@Param('provider') named: string, @Req() request: FastifyRequest) {
    const provider = providerOf(this.secrets, named);
    // The body is not parsed before its signature is checked.
    const body = typeof request.body === 'string' ? request.body : '';
    if (!this.secrets[provider].hasSigned(body, request.headers))
      throw (await this.budgets.refused(request)) ?? refusal('signature-invalid');
    const { effect, ...answered } = callbackResult(provider, parseJson(body));
    return { recorded: await recordAnswer(this.engine, effect, answered, this.lookUps) };
  }
}

function providerOf(secrets: CallbackSecrets, named: string): CallbackProvider {
  if (!Object.hasOwn(secrets, named)) throw refusal('not-found');
  return named as CallbackProvider;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw refusal('malformed-json');
  }
}
