import { day, type CommandOf, type KnownRegistration } from '#domain';
import type { Ports } from '#providers';
import { casesOf, registrationsJoining } from '#read-models';
import { entrance, lawbreakers, life, testEngine, type Entrance, type Entrant, type Life, type TestEngine } from '#testing';
import { Vault } from '#vault';
import { createEffects } from '../effects';

let test: TestEngine;
let steps: Entrance;
let story: Life;
const [manager, admin] = ['b9a1f0de-0000-4000-8000-000000000101', 'b9a1f0de-0000-4000-8000-000000000102'] as const;

beforeEach(async () => {
  test = await testEngine();
  [steps, story] = [entrance(test), life(test)];
});
afterEach(() => test.close());

const phone = '+8613900000001';
const made = { type: 'RecordDirectoryEntry', outcome: 'made' } as const;
const stateOf = (entrant: Entrant): Promise<KnownRegistration> => steps.stateOf(entrant);
const owed = async (streamId: string) => (await test.engine.readControl(streamId))!.owed;

/** The real activities on the real engine. `crashAfter`: the worker is gone after this many registrations. */
const effectsThat = ({ crashAfter = Infinity } = {}) => {
  let ended = 0;
  const vault = new Vault(test.keys);
  const engine = Object.create(test.engine, {
    sendFromEffect: {
      value: async (...what: Parameters<typeof test.engine.sendFromEffect>) => {
        if (ended === crashAfter) throw new Error('the worker is gone');
        ended += 1;
        return test.engine.sendFromEffect(...what);
      },
    },
  }) as typeof test.engine;
  return createEffects({
    engine,
    transaction: (work) => test.database.transaction(work),
    documentOf: async () => undefined,
    rolesOf: async () => [],
    registrationsJoining: (...which) => registrationsJoining(test.database, ...which),
    casesOf: (...which) => casesOf(test.database, ...which),
    rights: { accounts: () => Promise.resolve([]), roles: () => Promise.resolve([]) },
    vault,
    // No provider is called here.
    ...({} as Ports),
  });
};

/** Performs the effect of this kind that a stream owes; returns whether it succeeded. */
const performed = async (streamId: string, kind: string, effects = effectsThat()) => {
  const effect = (await owed(streamId)).find((each) => each.kind === kind)!;
  await test.database.query('UPDATE es.effects SET lease_until = clock_timestamp() WHERE effect_id = $1', [effect.effectId]);
  return effects[kind]!(effect.effectId).then(
    () => true,
    () => false,
  );
};

/**
 * Registers for another company with the number of an account, up to the submission; only the registry checks the
 * person.
 */
async function joining(document: string) {
  const company = await steps.company([admin], true);
  const { entrant } = await steps.open(phone, { company, inviteId: await steps.invite(company, [manager]) });
  await steps.provePhone(entrant);
  await steps.profile(entrant, document);
  await steps.perform(entrant, 'checkIdentity', { type: 'RecordIdentityCheck', attempt: 1, outcome: 'confirmed' });
  return entrant;
}

/**
 * A person with an account: one company's directory is silent, another's has refused, and the person has asked to
 * deregister.
 */
async function leaving() {
  const home = await steps.company([admin], true);
  const first = await steps.upToSubmission(phone, 'document', { company: home, inviteId: await steps.invite(home, [manager]) });
  await steps.submit(first);
  await steps.perform(first, 'createDirectoryEntry', made);
  const waiting = await joining('document');
  await steps.submit(waiting);
  const refused = await joining('document');
  await steps.submit(refused);
  await steps.perform(refused, 'createDirectoryEntry', { type: 'RecordDirectoryEntry', outcome: 'refused', reason: 'unit-closed' });
  const entry = (await owed(`registration:${waiting.id}`)).find(({ kind }) => kind === 'createDirectoryEntry')!;
  await test.engine.begin(entry.effectId, entry.kind);
  const { deregistrationId } = await story.deregister(first.accountId);
  return { accountId: first.accountId, waiting, refused, entry, deregistration: `deregistration:${deregistrationId}` };
}

const names = (entrant: Entrant) =>
  test.database.query<{ data_class: string }>('SELECT data_class FROM vault.subject_data WHERE subject_id = $1', [entrant.subjectId]);

describe('the purge of a person who was joining companies', () => {
  it('ends and erases open registrations even if the worker dies in the middle; the receipt comes when all are erased', async () => {
    const { accountId, waiting, refused, entry, deregistration } = await leaving();
    await test.advance(14 * day);
    await test.engine.fireDeadline(deregistration, 'EndCoolingOff');
    expect([(await stateOf(waiting)).status, (await stateOf(refused)).status]).toEqual(['activating', 'rejected']);
    expect((await owed(deregistration)).map(({ kind }) => kind)).not.toContain('cutCompanyTies');
    test.wakes.length = 0;

    expect(await performed(deregistration, 'endRegistrations', effectsThat({ crashAfter: 1 }))).toBe(false);
    expect(await performed(deregistration, 'endRegistrations')).toBe(false);
    expect(await stateOf(waiting)).toMatchObject({ status: 'withdrawn', reason: 'account-purged', retentionOver: true });
    expect(await stateOf(refused)).toMatchObject({ status: 'rejected', reason: 'directory-refused', retentionOver: true });
    expect(test.wakes.map(({ streamId }) => streamId)).toEqual(
      expect.arrayContaining([`registration:${waiting.id}`, `registration:${refused.id}`]),
    );
    expect((await test.engine.read(`account:${accountId}`))!.state).toMatchObject({ status: 'living', frozenBy: expect.any(String) });
    const account = (await test.engine.read(`account:${accountId}`))!.state as unknown as { memberships: object };
    expect(Object.keys(account.memberships)).toHaveLength(1);

    for (const entrant of [waiting, refused]) {
      expect(await performed(`registration:${entrant.id}`, 'eraseApplicant')).toBe(true);
      expect(await names(entrant)).toEqual([]);
    }
    expect(await performed(deregistration, 'endRegistrations')).toBe(true);
    expect((await test.engine.read(deregistration))!.state).toMatchObject({ receipts: { endRegistrations: { items: 2 } } });

    // The directory has made the entry all the same: nobody becomes a member by it, and it is removed.
    await test.engine.finish(entry.effectId, made);
    expect(await stateOf(waiting)).toMatchObject({ status: 'withdrawn', directory: 'made' });
    expect((await owed(`registration:${waiting.id}`)).map(({ kind }) => kind)).toEqual(['removeDirectoryEntry']);
    expect(await lawbreakers(test.urls)).toEqual([]);
  });

  it('wins if the directory answers between the end of the cooling-off and the step', async () => {
    const { waiting, entry, deregistration } = await leaving();
    await test.advance(14 * day);
    await test.engine.fireDeadline(deregistration, 'EndCoolingOff');
    await test.engine.finish(entry.effectId, made);
    expect(await stateOf(waiting)).toMatchObject({ status: 'withdrawn', reason: 'account-purged', directory: 'made' });
  });

  it('ends no registration before it has begun, and none of another account', async () => {
    const { waiting, deregistration } = await leaving();
    const end = (deregistrationId: string): CommandOf<'registration'> => ({ type: 'EndWithAccount', deregistrationId });
    const target = { process: 'registration', id: waiting.id } as const;
    await test.engine.sendFromEffect('effect-1', target, end(deregistration.split(':')[1]!));
    const { accountId } = await story.takeIn('+8613900000002');
    const another = (await story.deregister(accountId)).deregistrationId;
    await test.advance(14 * day);
    await test.engine.fireDeadline(`deregistration:${another}`, 'EndCoolingOff');
    await test.engine.sendFromEffect('effect-2', target, end(another));
    expect(await stateOf(waiting)).toMatchObject({ status: 'activating' });
  });
});
