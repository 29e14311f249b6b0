import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problems, type Access, type ProblemCode } from '#contracts';
import { refusal, Refusal } from '../http/refusal';
import { ActingFor } from './acting-for';
import { ApiKeys } from './api-keys';
import { asTaken, mayUse, type Authority } from './authority';
import { bearerOf, onBehalfOf, tokenIn } from './bearer';
import { Budgets } from './budgets';
import { routeRule, type RouteRule } from './route';
import { refuseOldSignIn } from './step-up';

/** The status of a caller who has proven nothing. */
const unauthenticated = 401;

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
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const rule = this.reflector.get<RouteRule | undefined>(routeRule, context.getHandler());
    if (rule?.access === 'public') return true;
    request.required = rule && requiredBy(rule.access);
    request.authority = await this.authenticate(request, rule?.access.proof === 'identity');
    await this.budgets.spend(request, context.switchToHttp().getResponse<FastifyReply>(), rule ?? {});
    await this.actsFor(request, request.authority, rule?.access.proof === 'identity');
    if (!rule) throw refusal('forbidden');
    if (!mayUse(rule.access, request.authority)) throw whyNot(rule.access, request.authority);
    request.authority = asTaken(rule.access, request.authority);
    if (rule.refusesIfMatch && request.headers['if-match'] !== undefined) throw refusal('if-match-invalid');
    request.access = rule.access;
    if (rule.idempotencyKey) request.idempotencyKey = idempotencyKeyOf(request.headers['idempotency-key']);
    if (rule.access.stepUp && request.assertion) request.stepUpProblem = refuseOldSignIn(request.assertion);
    return true;
  }

  private async authenticate(request: FastifyRequest, unbound: boolean): Promise<Authority> {
    const token = tokenIn(request.headers.authorization);
    if (token !== undefined) return this.authenticatePerson(request, token, unbound);
    const key = bearerOf(request.headers.authorization);
    if (!key || !this.keys.isInUse(key)) await this.budgets.admit(request);
    const authority = key && (await this.keys.authorityOf(key));
    if (!authority) throw (await this.budgets.refused(request)) ?? refusal('unauthenticated');
    return authority;
  }

  /**
   * Without asking who was refused before: a token is verified without the database, and junk keeps nobody out. One
   * that proves nobody counts as an unknown key does. `unbound`: the route wants a service, which brings the token of
   * somebody whom nobody need know here; by their token alone they learn that, and not that they are unknown.
   */
  private async authenticatePerson(request: FastifyRequest, token: string, unbound: boolean): Promise<Authority> {
    try {
      if (unbound) await this.actingFor.identityIn(token, 'platform');
      if (unbound) throw refusal('forbidden');
      const { authority, assertion } = await this.actingFor.alone(token);
      request.assertion = assertion;
      return authority;
    } catch (error) {
      const isUnknown = error instanceof Refusal && problems[error.problem.code as ProblemCode]?.status === unauthenticated;
      throw (isUnknown ? await this.budgets.refused(request) : undefined) ?? error;
    }
  }

  /** `unbound`: the route is for people whom nobody need know here yet. */
  private async actsFor(request: FastifyRequest, authority: Authority, unbound: boolean): Promise<void> {
    const header = request.headers['on-behalf-of'];
    if (header === undefined) return;
    const said = typeof header === 'string' ? onBehalfOf(header) : undefined;
    if (!said) throw refusal('on-behalf-of-invalid');
    if (!authority.scopes.includes('act-for') || !authority.roles.includes('service'))
      throw refusal('forbidden', { required: requiredBy(actingFor) });
    if (unbound && 'token' in said) return void Object.assign(authority, await this.actingFor.identityIn(said.token, authority.companies));
    const { person, companies, assertion } = await this.actingFor.personIn(said, authority.companies);
    authority.companies = companies;
    authority.person = person;
    request.assertion = assertion;
  }
}

/** What it takes to send On-Behalf-Of at all. */
const actingFor: Access = { roles: ['service'], scope: 'act-for', forPeople: true };

const requiredBy = ({ roles, scope, administrators, forPeople = false, proof }: Access) => ({
  roles: [...roles],
  ...(scope !== undefined && { scope }),
  ...(administrators && { administrators: [...administrators] }),
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
