import { belongingOf, type Account, type Belonging } from '#domain';
import { streamIdOf, type CallerCommand } from '#engine';

type Permit = NonNullable<CallerCommand['permit']>;

/**
 * What a person is to a company, or to the platform, at the instant of a decision: read with its locks. `permit`: what
 * else is asked there.
 */
export function belongingUnderLock(accountId: string, companyId: string | undefined, also?: Permit) {
  const stream = streamIdOf('account', accountId);
  let seen: Belonging = 'outside';
  const permit: Permit = (streams, claims) => {
    seen = belongingOf(streams.get(stream)?.state as Account | undefined, companyId);
    return also?.(streams, claims);
  };
  return { permit, reads: [stream], found: () => seen };
}
