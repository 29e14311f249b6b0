import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '#contracts';
import { Keys } from '#vault';
import { refusal } from '../http/refusal';
import { ActingFor } from './acting-for';
import { ApiKeys } from './api-keys';
import { mayUse, type Authority } from './authority';
import { bearerOf, onBehalfOf } from './bearer';
import { Budgets } from './budgets';
import { commandIdOf } from './command-id';
import { routeRule, type RouteRule } from './route';
import { StepUp } from './step-up';

const visibleCharacters = /^[\x21-\x7e]{1,255}$/;

/**
 * Runs before any schema: authenticates the caller, finds the person, checks the right and the budgets, and requires an
 * idempotency key.
 */
@Injectable()
export class AuthorityGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeys,
    private readonly actingFor: ActingFor,
    private readonly budgets: Budgets,
    private readonly stepUp: StepUp,
    private readonly serverKeys: Keys,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const rule = this.reflector.get<RouteRule | undefined>(routeRule, context.getHandler());
    if (rule?.access === 'public') return true;
    request.required = rule && requiredBy(rule.access);
    request.authority = await this.authenticate(request);
    await this.budgets.spend(request, context.switchToHttp().getResponse<FastifyReply>(), rule ?? {});
    await this.actsFor(request, request.authority);
    if (!rule) throw refusal('forbidden');
    if (!mayUse(rule.access, request.authority)) throw whyNot(rule.access, request.authority);
    if (rule.refusesIfMatch && request.headers['if-match'] !== undefined) throw refusal('if-match-invalid');
    request.whileLeaving = rule.access.whileLeaving === true;
    if (rule.idempotencyKey) request.idempotencyKey = idempotencyKeyOf(request.headers['idempotency-key']);
    if (rule.access.stepUp && request.assertion) await this.stepUp.use(request.assertion, commandIdOf(this.serverKeys, request));
    return true;
  }

  private async authenticate(request: FastifyRequest): Promise<Authority> {
    const key = bearerOf(request.headers.authorization);
    if (!key || !this.keys.isInUse(key)) await this.budgets.admit(request);
    const authority = key && (await this.keys.authorityOf(key));
    if (!authority) throw (await this.budgets.refused(request)) ?? refusal('unauthenticated');
    return authority;
  }

  private async actsFor(request: FastifyRequest, authority: Authority): Promise<void> {
    const header = request.headers['on-behalf-of'];
    if (header === undefined) return;
    const said = typeof header === 'string' ? onBehalfOf(header) : undefined;
    if (!said) throw refusal('on-behalf-of-invalid');
    if (!authority.scopes.includes('act-for') || !authority.roles.includes('service'))
      throw refusal('forbidden', { required: requiredBy(actingFor) });
    const { person, companies, assertion } = await this.actingFor.personIn(said, authority.companies);
    authority.companies = companies;
    authority.person = person;
    request.assertion = assertion;
  }
}

/** What it takes to send On-Behalf-Of at all. */
const actingFor: Access = { roles: ['service'], scope: 'act-for', forPeople: true };

const requiredBy = ({ roles, scope, forPeople = false, proof }: Access) => ({
  roles: [...roles],
  ...(scope !== undefined && { scope }),
  forPeople,
  ...(proof && { proof }),
});

/** Names the one thing that keeps the caller from it, the frozen account or the proof; else the right itself. */
function whyNot(access: Access, { person, ...authority }: Authority) {
  const withoutProof = { ...access, proof: undefined };
  if (person?.leaving && mayUse(withoutProof, { ...authority, person: { ...person, leaving: false } })) return refusal('account-frozen');
  return mayUse(withoutProof, { ...authority, ...(person && { person }) }) ? refusal('proof-required') : refusal('forbidden');
}

/** @throws Refusal for a missing key, or one that is not 1 to 255 visible characters. */
function idempotencyKeyOf(header: unknown): string {
  if (header === undefined || header === '') throw refusal('idempotency-key-missing');
  if (typeof header !== 'string' || !visibleCharacters.test(header)) throw refusal('idempotency-key-invalid');
  return header;
}
