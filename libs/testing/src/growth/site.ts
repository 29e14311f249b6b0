import { scopes } from '#contracts';
import { createEffects } from '#activities';
import { documentOfApplicant } from '#iam';
import { ProviderRefused, type DocumentRead } from '#providers';
import { accountsIn, casesOf, registrationsJoining, rolesIn } from '#read-models';
import { Assertions } from '#assertions';
import { testApi, type TestApi } from '../../../../apps/api/src/testing/api';
import { journeyOver } from '../../../../apps/api/src/testing/registrations';
import { rolesOf } from '../../../../apps/worker/src/roles-of';
import { TestIssuer } from '../test-issuer';
import { engineWorld, type EngineWorld } from '../engine-world';

/**
 * The API, and the activities of a worker without Temporal, in this program, so that their statements can be recorded.
 */
export interface Site extends EngineWorld {
  api: TestApi;
  /** The key of a service with every scope. */
  service: string;
  /** An identity provider with names of its own for people. */
  issuer: TestIssuer;
  /** One whose names are ids of people. */
  suite: TestIssuer;
  journey: ReturnType<typeof journeyOver>;
  /** What the providers answer from now on. */
  providers: {
    registry: 'confirmed' | 'unconfirmed' | 'refused';
    checks: 'confirmed' | 'unconfirmed' | 'pending';
    picture: DocumentRead | 'pending' | { refused: string };
  };
}

/** @throws ProviderRefused */
function answerOf(registry: Site['providers']['registry']): 'confirmed' | 'unconfirmed' {
  if (registry === 'refused') throw new ProviderRefused('identity-registry', 'no-such-document');
  return registry;
}

/** @throws ProviderRefused */
function readingOf(picture: Site['providers']['picture']): DocumentRead | 'pending' {
  if (typeof picture === 'object' && 'refused' in picture) throw new ProviderRefused('document-reader', picture.refused);
  return picture;
}

/** A final refusal is recorded, and what a provider has not decided comes again: neither is a failure of a run. */
function unlessRefused(error: unknown): void {
  if (!['Refused', 'Undecided'].includes((error as { type: string }).type)) throw error;
}

export async function site(url: string): Promise<Site> {
  const issuer = await TestIssuer.open({ subjects: 'bound' });
  const suite = await TestIssuer.open({ issuer: 'https://suite.test' });
  const publishers = new Map([issuer, suite].map((each) => [each.issuer.issuer, each.publish]));
  const assertions = new Assertions([issuer.issuer, suite.issuer], (each) => publishers.get(each.issuer)!);
  const api = await testApi(url, { assertions });
  const { engine, database, vault, commands } = api.kernel;
  const providers: Site['providers'] = { registry: 'confirmed', checks: 'confirmed', picture: 'pending' };
  const activities = createEffects({
    engine,
    vault,
    registrationsJoining: (...which) => registrationsJoining(database, ...which),
    documentOf: (registrationId) => documentOfApplicant(database, registrationId),
    rolesOf: (...which) => rolesOf(database, ...which),
    casesOf: (...which) => casesOf(database, ...which),
    rights: { accounts: (...which) => accountsIn(database, ...which), roles: (...which) => rolesIn(database, ...which) },
    transaction: (work) => commands.transaction(work),
    messaging: api.kernel.messaging,
    identityRegistry: { check: async () => answerOf(providers.registry) },
    faceCheck: { check: async () => providers.checks },
    bankCards: { check: async () => providers.checks },
    passports: { check: async () => answerOf(providers.registry) },
    documentReader: { read: async () => readingOf(providers.picture) },
    messengerCheck: { isUsedWithBoth: async () => false },
    numberRecycling: { wasRecycled: async () => false },
    directory: { addEntry: async () => 'made', updateEntry: async () => undefined, removeEntry: async () => undefined },
    dataHolders: { purge: async () => ({ items: 1 }) },
  });
  const setClock = async (at: number) => api.advance(Math.round(at - (await engine.now())));
  const world = engineWorld({ engine, database, setClock }, (effectId, kind) => activities[kind]!(effectId).catch(unlessRefused));
  const service = await api.newKey(['service'], [...scopes]);
  return { api, service, issuer, suite, providers, journey: journeyOver(api, { service, ...world }), ...world };
}
