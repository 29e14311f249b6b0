import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey, type LocalJWKSet } from 'jose';
import { assertionPolicy } from '#domain';
import { IssuerAway } from './invalid';

const { keysFreshSeconds, keysKeptSeconds, keysAskedAgainSeconds } = assertionPolicy;

/** Gets the published keys of an issuer. */
export type AskKeys = () => Promise<JSONWebKeySet>;

/**
 * The published keys of one issuer, kept here. They are asked for anew when they are no longer fresh, and when a token
 * names one that is not among them; never in a row, also where the issuer does not answer.
 */
export class IssuerKeys {
  private known: { find: LocalJWKSet; at: number } | undefined;
  private askedAt = -Infinity;
  private asking: Promise<void> | undefined;

  constructor(
    private readonly issuer: string,
    private readonly ask: AskKeys,
  ) {}

  /** The key that a token was signed with. @throws IssuerAway, or an error of jose for a key that the issuer lacks */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (this.ageSeconds() >= keysFreshSeconds) await this.askAgain();
    try {
      return await this.current()(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !(await this.askAgain())) throw error;
      return this.current()(header, token);
    }
  };

  private ageSeconds(): number {
    return this.known ? secondsSince(this.known.at) : Infinity;
  }

  private current(): LocalJWKSet {
    if (!this.known || this.ageSeconds() >= keysKeptSeconds) throw new IssuerAway(this.issuer);
    return this.known.find;
  }

  /** Asks once for all who wait. @returns false if the issuer was asked a moment ago */
  private async askAgain(): Promise<boolean> {
    if (!this.asking && secondsSince(this.askedAt) < keysAskedAgainSeconds) return false;
    this.asking ??= this.refresh().finally(() => (this.asking = undefined));
    await this.asking;
    return true;
  }

  /** What cannot be had or read leaves the keys as they were. */
  private async refresh(): Promise<void> {
    this.askedAt = performance.now();
    try {
      const find = createLocalJWKSet(await this.ask());
      this.known = { find, at: this.askedAt };
    } catch {
      return;
    }
  }
}

/** By a clock that nobody moves. */
const secondsSince = (at: number): number => (performance.now() - at) / 1_000;
