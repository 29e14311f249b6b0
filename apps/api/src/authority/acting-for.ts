import { Inject, Injectable } from '@nestjs/common';
import { AssertionInvalid, IssuerAway, type Assertion, type Assertions } from '#assertions';
import type { Companies } from '#domain';
import { Database } from '#event-store';
import { boundTo } from '#iam';
import { Keys } from '#vault';
import type { Config } from '../config';
import { PartLog } from '../http/log';
import { refusal } from '../http/refusal';
import { apiConfig, assertions } from '../tokens';
import { scopesAlone, type ActingPerson, type Authority, type ProvenIdentity } from './authority';
import { onBehalfOf, type OnBehalfOf } from './bearer';
import { HeldRoles } from './held-roles';
import { People } from './people';

/** The person of a call, and what proves that they act: undefined where the stack or the key says so. */
interface Acting {
  person: ActingPerson;
  /** The companies that both the key and the issuer are for: beyond them nobody acts for the person. */
  companies: Companies;
  assertion?: Assertion;
}

/** Finds the person of `On-Behalf-Of`, by what an identity provider says or by the word of a key. */
@Injectable()
export class ActingFor {
  private readonly log = new PartLog('assertions');

  constructor(
    @Inject(assertions) private readonly assertions: Assertions,
    @Inject(apiConfig) private readonly config: Config,
    private readonly people: People,
    private readonly roles: HeldRoles,
    private readonly database: Database,
    private readonly keys: Keys,
  ) {}

  /**
   * @throws Refusal `assertion-invalid` with its reason, `identity-unbound`, `person-unknown`;
   * `unavailable` where the issuer is away for long
   */
  async personIn(said: OnBehalfOf, companies: Companies): Promise<Acting> {
    if ('userId' in said) return this.known(said.userId, companies, this.config.EMBEDDED_PEOPLE ? 'embedded' : 'api-key');
    const assertion = await this.verify(said.token);
    const both = within(companies, assertion.issuer.companies);
    const acting = await this.known(await this.subjectOf(assertion), both, 'assertion');
    await this.refuseUnbound(acting.person, assertion);
    return { ...acting, assertion };
  }

  /** Whom a token proves, whether or not they are known here. @throws as {@link personIn} of a token */
  async identityIn(token: string, companies: Companies): Promise<{ identity: ProvenIdentity; companies: Companies }> {
    const { issuer, subject, claimed } = await this.verify(token);
    const userId = saysItself({ issuer, subject });
    const identity = { issuer: issuer.issuer, hash: this.hashOf({ issuer, subject }), ...(userId !== undefined && { userId }) };
    const says = claimed !== undefined && (issuer.trustedClaim?.holds === 'phone' ? { phone: claimed } : { accountId: claimed });
    return { identity: { ...identity, ...(says && { claimed: says }) }, companies: within(companies, issuer.companies) };
  }

  /** An id that has turned out to be another one of a person acts for them as long as it is bound. */
  private async refuseUnbound({ namedAs }: ActingPerson, assertion: Assertion): Promise<void> {
    if (namedAs !== undefined && (await boundTo(this.database, this.hashOf(assertion))) === undefined) throw refusal('identity-unbound');
  }

  private hashOf({ issuer, subject }: Pick<Assertion, 'issuer' | 'subject'>): Buffer {
    return this.keys.hmac('identity-of-issuer', issuer.issuer, subject);
  }

  /**
   * A person who calls without a service, by their token alone. The client is the program that they signed in with
   * (`azp`).
   * @throws Refusal as `personIn`
   */
  async alone(token: string): Promise<{ authority: Authority; assertion: Assertion }> {
    const { person, companies, assertion } = await this.personIn({ token }, 'platform');
    if (assertion?.client === undefined) throw refusal('assertion-invalid', { reason: 'client-missing' });
    const { principalId } = person;
    const { grants, grantStreams, administers } = await this.roles.of(person, companies);
    // Never the client of a key, whose drafts, counters and alarms would be within reach of anybody who names it in a
    // token.
    const client = `azp:${assertion.client}`;
    const known = { keyId: `person:${principalId}`, client, signedInWith: assertion.client, companies, principalId };
    const authority = { ...known, roles: [], scopes: scopesAlone(grants), person: { ...person, grants, grantStreams }, administers };
    return { authority, assertion };
  }

  private async known(userId: string, companies: Companies, authn: ActingPerson['authn']): Promise<Acting> {
    const person = await this.people.findPerson(userId, companies);
    if (!person) throw refusal('person-unknown');
    if (authn !== 'api-key') this.people.noteActed(person.principalId);
    return { person: { ...person, authn }, companies };
  }

  private async verify(token: string): Promise<Assertion> {
    try {
      return await this.assertions.verify(token);
    } catch (error) {
      if (error instanceof AssertionInvalid) throw refusal('assertion-invalid', { reason: error.reason });
      if (!(error instanceof IssuerAway)) throw error;
      this.log.error('an issuer gives no keys', { issuer: error.issuer });
      throw refusal('unavailable');
    }
  }

  /** A subject is the public id of a person, or a name that was bound to one; a hash of it finds them. */
  private async subjectOf({ issuer, subject }: Assertion): Promise<string> {
    const userId = saysItself({ issuer, subject }) ?? (await boundTo(this.database, this.hashOf({ issuer, subject })));
    if (userId === undefined) throw refusal('identity-unbound');
    return userId;
  }
}

/** The public id that a subject is, where its issuer speaks in them; any other subject is a name to be bound. */
function saysItself({ issuer, subject }: Pick<Assertion, 'issuer' | 'subject'>): string | undefined {
  return issuer.subjects === 'user' ? userIn(subject) : undefined;
}

function userIn(subject: string): string | undefined {
  const said = onBehalfOf(subject);
  return said && 'userId' in said ? said.userId : undefined;
}

function within(some: Companies, others: Companies): Companies {
  if (some === 'platform') return others;
  return others === 'platform' ? some : some.filter((company) => others.includes(company));
}
