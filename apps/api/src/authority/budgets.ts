import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config';
import { refusal, type Refusal } from '../http/refusal';
import { apiConfig } from '../tokens';
import { authorityOf } from './request';
import type { RouteRule } from './route';

type Check = ReturnType<FastifyInstance['createRateLimit']>;
type Checked = Extract<Awaited<ReturnType<Check>>, { isAllowed: false }>;

/** What a route spends beside a call. */
type Spent = Partial<Pick<RouteRule, 'sendsCode' | 'looksUp'>>;

const minuteMs = 60_000;

/**
 * How many calls a caller has left in this minute, counted in the memory of this process (decision 0011).
 * Refusals count by address; calls, codes and look-ups by key.
 */
@Injectable()
export class Budgets implements OnModuleInit {
  private refusals!: Check;
  private requests!: Check;
  private codes!: Check;
  private lookUps!: Check;

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(apiConfig) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    const instance = this.host.httpAdapter.getInstance<FastifyInstance>();
    const byKey = { keyGenerator: (request: FastifyRequest) => authorityOf(request).keyId, timeWindow: minuteMs };
    this.refusals = instance.createRateLimit({ max: this.config.API_REFUSALS_PER_MINUTE, timeWindow: minuteMs });
    this.requests = instance.createRateLimit({ max: this.config.API_REQUESTS_PER_MINUTE, ...byKey });
    this.lookUps = instance.createRateLimit({ max: this.config.API_LOOKUPS_PER_MINUTE, ...byKey });
    this.codes = instance.createRateLimit({ max: this.config.API_CODES_PER_MINUTE, ...byKey });
  }

  /** Runs before anything is looked up. @throws Refusal `too-many-requests` for an address with too many refusals. */
  async admit(request: FastifyRequest): Promise<void> {
    const countRefusal = await this.refusals(request, { increment: false });
    if (!countRefusal.isAllowed && countRefusal.remaining === 0) throw tooMany(countRefusal);
  }

  /**
   * Counts a refusal of an unknown caller. @returns the answer instead, once there were too many: that one is not
   * logged.
   */
  async refused(request: FastifyRequest): Promise<Refusal | undefined> {
    const refused = await this.refusals(request);
    return !refused.isAllowed && refused.isExceeded ? tooMany(refused) : undefined;
  }

  /**
   * Counts a call with a valid key, and shows the rest in the RateLimit headers. @throws Refusal `too-many-requests`
   */
  async spend(request: FastifyRequest, reply: FastifyReply, { sendsCode, looksUp }: Spent): Promise<void> {
    this.take(await this.requests(request), reply);
    if (sendsCode) this.take(await this.codes(request), reply);
    if (looksUp) this.take(await this.lookUps(request), reply);
  }

  private take(checked: Awaited<ReturnType<Check>>, reply: FastifyReply): void {
    if (checked.isAllowed) return;
    const { max, remaining, ttlInSeconds } = checked;
    reply.headers({ 'ratelimit-limit': max, 'ratelimit-remaining': remaining, 'ratelimit-reset': ttlInSeconds });
    if (checked.isExceeded) throw tooMany(checked);
  }
}

const tooMany = ({ ttlInSeconds }: Checked) => refusal('too-many-requests', { retryAfterSeconds: ttlInSeconds });
