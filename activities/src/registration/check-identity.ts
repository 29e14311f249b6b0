import type { CommandOf, Registration } from '#domain';
import type { IdentityDocument, Ports } from '#providers';
import type { Performance } from '../perform';
import { Undecided } from '../undecided';
import { openApplicant, type OpensVault } from './open-applicant';

type RecordIdentityCheck = Extract<CommandOf<'registration'>, { type: 'RecordIdentityCheck' }>;

interface Services extends OpensVault {
  identityRegistry: Ports['identityRegistry'];
}

/** R5: whether the name and the document belong together, as far as that is still asked. A registry that cannot tell is as good as none: a person looks at it. */
export const checkIdentity = ({ identityRegistry, ...services }: Services): Performance => ({
  async act(effect) {
    if ((effect.process.state as Registration).status !== 'verifying') return undefined;
    const { name, identity } = await openApplicant(services, effect, 'profile', ['name', 'identity']);
    if (name === undefined || identity === undefined) return checked(effect.n, 'unavailable');
    const document = JSON.parse(identity) as IdentityDocument;
    const outcome = await identityRegistry.check({ name, document, idempotencyKey: effect.effectId });
    if (outcome === 'pending') throw new Undecided();
    return checked(effect.n, outcome);
  },
  refused: ({ n }) => checked(n, 'unavailable'),
});

const checked = (attempt: number, outcome: RecordIdentityCheck['outcome']): RecordIdentityCheck => ({
  type: 'RecordIdentityCheck',
  attempt,
  outcome,
});
