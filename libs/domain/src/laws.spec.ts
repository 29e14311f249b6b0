import { Chronicle, lawsOfLives, processOfStream, type Moment, type Stream } from '#testing';
import fc from 'fast-check';
import { status as accountStatus, type Account } from './account/account';
import { phoneChangePurpose } from './account/phone-change';
import type { Proof } from './challenge/challenge';
import { day, type Command, type Instant } from './decider';
import type { Deregistration } from './deregistration/deregistration';
import type { DeregistrationEvent } from './deregistration/deregistration.events';
import { revocationPurpose } from './deregistration/cooling-off';
import type { DeregistrationCommand } from './deregistration/deregistration.process';
import { purgeStepNames, purgeSteps, retentionSteps, type PurgeStep, type Step } from './deregistration/deregistration.policy';

/** The turns of a life: commands of callers, forged alarms and results, the honest worker, and time. */
type Turn =
  | { turn: 'take-in'; account: string; key: string; age: number }
  | { turn: 'request'; account: string; deregistration: string; ready: boolean }
  | { turn: 'undo'; deregistration: string; with: 'right' | 'other-phone' | 'other-process' | 'other-purpose' | 'wrong-code' | 'nothing' }
  | { turn: 'retry'; deregistration: string; step: Step }
  | { turn: 'forged-alarm'; deregistration: string; command: 'EndCoolingOff' | 'EndDirectoryRetention' | 'ReleasePhone' }
  | { turn: 'forged-tier'; account: string; tier: 1 | 2 }
  | { turn: 'result'; deregistration: string; step: Step; done: boolean }
  | { turn: 'alarms' }
  | { turn: 'perform' }
  | { turn: 'pass'; time: Instant }
  | { turn: 'pass-to-deadline'; off: -1 | 0 | 1 };

const accounts = ['a1', 'a2', 'a3'];
const deregistrations = ['d1', 'd2', 'd3', 'd4'];
const steps = [...purgeStepNames, ...(Object.keys(retentionSteps) as Step[])];
const account = fc.constantFrom(...accounts);
const deregistration = fc.constantFrom(...deregistrations);
const step = fc.constantFrom(...steps);
const turn = <T extends Turn['turn']>(
  name: T,
  fields: { [K in keyof Omit<Extract<Turn, { turn: T }>, 'turn'>]: fc.Arbitrary<Extract<Turn, { turn: T }>[K]> },
) => fc.record({ turn: fc.constant(name), ...fields }) as unknown as fc.Arbitrary<Turn>;
const weighted = (weight: number, arbitrary: fc.Arbitrary<Turn>) => ({ weight, arbitrary });

const life = fc.array(
  fc.oneof(
    weighted(
      3,
      turn('take-in', { account, key: fc.constantFrom('k1', 'k2'), age: fc.constantFrom(-1, 0, 0, 8 * day - 1, 8 * day, 40 * day) }),
    ),
    weighted(3, turn('request', { account, deregistration, ready: fc.constantFrom(true, true, true, false) })),
    weighted(
      2,
      turn('undo', {
        deregistration,
        with: fc.constantFrom('right', 'right', 'other-phone', 'other-process', 'other-purpose', 'wrong-code', 'nothing'),
      }),
    ),
    weighted(1, turn('retry', { deregistration, step })),
    weighted(
      1,
      turn('forged-alarm', { deregistration, command: fc.constantFrom('EndCoolingOff', 'EndDirectoryRetention', 'ReleasePhone') }),
    ),
    weighted(1, turn('forged-tier', { account, tier: fc.constantFrom(1, 2) })),
    weighted(2, turn('result', { deregistration, step, done: fc.boolean() })),
    weighted(3, turn('alarms', {})),
    weighted(6, turn('perform', {})),
    weighted(1, turn('pass', { time: fc.integer({ min: 0, max: 20 * day }) })),
    weighted(6, turn('pass-to-deadline', { off: fc.constantFrom(-1, 0, 1) })),
  ),
  { minLength: 20, maxLength: 80, size: 'max' },
);

function live(turns: readonly Turn[]): readonly Moment[] {
  const life = new Chronicle();
  const send = life.send.bind(life);
  for (const next of turns) {
    switch (next.turn) {
      case 'take-in': {
        const { account: accountId, key, age } = next;
        const phone = { identifierId: `phone-of-${accountId}`, key };
        const command = { type: 'TakeInAccount', accountId, subjectId: `subject-of-${accountId}`, phone, activatedAt: life.now - age };
        send('account', accountId, command);
        break;
      }
      case 'request': {
        const checklist = { appsUnbound: next.ready, groupsLeft: true };
        send('deregistration', next.deregistration, { type: 'RequestDeregistration', accountId: next.account, checklist } as Command);
        break;
      }
      case 'undo': {
        const { state } = life.stream('deregistration', next.deregistration);
        send('deregistration', next.deregistration, { type: 'RevokeDeregistration' }, proofFor(next, state as Deregistration));
        break;
      }
      case 'retry':
        send('deregistration', next.deregistration, { type: 'RetryPurgeStep', step: next.step } as Command);
        break;
      case 'forged-alarm':
        send('deregistration', next.deregistration, { type: next.command });
        break;
      case 'forged-tier':
        send('account', next.account, { type: 'RaiseTier', tier: next.tier } as Command);
        break;
      case 'result':
        send('deregistration', next.deregistration, record(next.step, next.done));
        break;
      case 'alarms':
        life.ringAlarms();
        break;
      case 'perform':
        for (const stream of life.streams())
          for (const { kind } of processOfStream(stream).owed(stream.state))
            if (steps.includes(kind as Step)) send(stream.process, stream.id, record(kind as Step, true));
        break;
      case 'pass':
        life.now += next.time;
        break;
      case 'pass-to-deadline':
        life.passToDeadline(next.off, 60 * day);
    }
  }
  return life.moments;
}

const record = (step: Step, done: boolean) =>
  ({ type: 'RecordPurgeStep', step, result: done ? { done, items: 1 } : { done, reason: 'legal-hold' } }) satisfies DeregistrationCommand;

function proofFor({ deregistration: id, with: kind }: Turn & { turn: 'undo' }, state: Deregistration): Proof | undefined {
  if (kind === 'nothing') return undefined;
  if (kind === 'wrong-code') return { verdict: 'refused', problem: { code: 'code-invalid', attemptsLeft: 4 } };
  return {
    verdict: 'proven',
    purpose: kind === 'other-purpose' ? 'identifier-check' : revocationPurpose,
    boundTo: kind === 'other-process' ? 'another' : id,
    identifierId: kind === 'other-phone' || state.status === 'none' ? 'another' : state.phoneId,
  };
}

/** R7: a code to the number that the account has. */
const ownNumber = (accountId: string, account: Account): Proof | undefined =>
  'phoneId' in account ? { verdict: 'proven', purpose: phoneChangePurpose, boundTo: accountId, identifierId: account.phoneId } : undefined;

/** Lives many lives, and checks the law at each moment. */
const inEveryMoment = (law: (moment: Moment, before: Moment | undefined) => void) =>
  fc.assert(
    fc.property(life, (turns) => live(turns).forEach((moment, i, moments) => law(moment, moments[i - 1]))),
    { numRuns: 100 },
  );

/** The same for laws about states: they need no check if nothing changed. */
const afterEveryChange = (law: (moment: Moment) => void) => inEveryMoment((moment) => moment.problem ?? law(moment));

const dueIn = (stream: Stream) => processOfStream(stream).due(stream.state);
const accountOf = (streams: readonly Stream[], id: string) =>
  streams.find((stream) => stream.process === 'account' && stream.id === id)?.state as Account;
const all = <S>(streams: readonly Stream[], process: string) =>
  streams.filter((stream) => stream.process === process) as unknown as readonly (Stream & { state: S })[];

describe('in every life', () => {
  it('many things happen: the laws below run on undone, blocked, closed and taken-over lives', () => {
    const seen = new Set<string>();
    for (const turns of fc.sample(life, { numRuns: 500, seed: 2 })) {
      for (const { streams } of live(turns)) {
        for (const stream of streams) {
          seen.add(`${stream.process} ${processOfStream(stream).status(stream.state)}`);
          for (const event of stream.events)
            if (event.type === 'AccountTakenIn' && 'phoneFreeSince' in event) seen.add('number taken over');
        }
      }
    }
    const statuses = ['cooling_off', 'revoked', 'purging', 'purge_blocked', 'retained', 'closed'].map(
      (status) => `deregistration ${status}`,
    );
    expect([...seen].sort()).toEqual(
      [
        ...['active', 'frozen', 'reverify_required', 'purged'].map((status) => `account ${status}`),
        ...statuses,
        'number taken over',
      ].sort(),
    );
  });

  it.each(Object.entries(lawsOfLives))('%s', (_, law) => inEveryMoment(law));

  it('an account and a deregistration that are over wait for nothing, and refuse every further command', () => {
    inEveryMoment(({ before, problem }) => {
      if (processOfStream(before).outcome(before.state) === undefined) return;
      expect(dueIn(before)).toEqual([]);
      expect(problem).toBeDefined();
    });
  });

  it('a purge step that is owed can be recorded, done or failed; one that is neither owed nor blocked cannot', () => {
    afterEveryChange(({ at, after }) => {
      if (after.process !== 'deregistration') return;
      const { state } = after;
      const process = processOfStream(after);
      const owed = process.owed(state).map(({ kind }) => kind);
      const blocked = 'blocked' in state ? Object.keys(state.blocked as object) : [];
      const taken = (done: boolean) => steps.filter((each) => process.decide(state, record(each, done), {}, at).problem === undefined);
      expect(taken(false)).toEqual(steps.filter((each) => owed.includes(each)));
      expect(taken(true)).toEqual(steps.filter((each) => owed.includes(each) || blocked.includes(each)));
    });
  });

  it('what is allowed is not refused for the sake of the state, and what is not allowed is', () => {
    inEveryMoment(({ at, after, streams }) => {
      const { id, state } = after;
      const kind = processOfStream(after);
      if (state === kind.initial) return;
      const proof =
        after.process === 'account'
          ? ownNumber(id, state as Account)
          : proofFor({ turn: 'undo', deregistration: id, with: 'right' }, state as Deregistration);
      const facts = { proof, ...('accountId' in state && { account: accountOf(streams, state.accountId as string) }) };
      const accepted = (command: Command) => kind.decide(state, command, facts, at).problem === undefined;
      const tries: Record<string, readonly Command[]> = {
        TakeInAccount: [{ type: 'TakeInAccount', accountId: id, subjectId: 's', phone: { identifierId: 'p', key: 'k' } } as Command],
        RequestDeregistration: [
          { type: 'RequestDeregistration', accountId: 'a', checklist: { appsUnbound: true, groupsLeft: true } } as Command,
        ],
        RevokeDeregistration: [{ type: 'RevokeDeregistration' }],
        BeginPhoneChange: [{ type: 'BeginPhoneChange', accountId: id, phone: { identifierId: 'n', key: 'n' } } as Command],
        AddDevice: [
          { type: 'AddDevice', accountId: id, device: { key: 'd', entryId: 'd' }, integrity: 'genuine', byScan: true } as Command,
        ],
        AdoptPolicy: [{ type: 'AdoptPolicy', version: 1, reason: 'moved' } as Command],
        RetryPurgeStep: steps.map((each) => ({ type: 'RetryPurgeStep', step: each }) as Command),
      };
      const ofCallers = Object.keys(kind.origins).filter((type) => [kind.origins[type]].flat().includes('caller'));
      expect(kind.allowed(state, at)).toEqual(ofCallers.filter((type) => tries[type]?.some(accepted)));
    });
  });
});

describe('in every life, across processes', () => {
  it('an account is frozen exactly while a deregistration of it cools off or purges, and purged exactly after', () => {
    afterEveryChange(({ streams }) => {
      for (const { id, state } of all<Account>(streams, 'account')) {
        const own = all<Deregistration>(streams, 'deregistration').filter(
          (each) => 'accountId' in each.state && each.state.accountId === id,
        );
        const holding = own.filter((each) => ['cooling_off', 'purging'].includes(each.state.status)).map((each) => each.id);
        const gone = own.some((each) => ['retained', 'closed'].includes(each.state.status));
        const free = state.status === 'living' && state.reverifyRequired ? 'reverify_required' : 'active';
        expect(accountStatus(state)).toBe(gone ? 'purged' : holding.length > 0 ? 'frozen' : free);
        if (state.status === 'living') expect(state.frozenBy).toBe(holding[0]);
        expect(holding.length).toBeLessThanOrEqual(1);
      }
    });
  });

  it('an undone deregistration leaves the account exactly as it would be without it', () => {
    afterEveryChange(({ streams }) => {
      for (const account of all<Account>(streams, 'account')) {
        const { state } = account;
        if (state.status !== 'living' || state.frozenBy !== undefined) continue;
        const kind = processOfStream(account);
        const others = account.events.filter(({ type }) => type !== 'AccountFrozen' && type !== 'AccountUnfrozen');
        expect(others.reduce((folded, event) => kind.evolve(folded, event), kind.initial)).toStrictEqual(state);
      }
    });
  });

  it('a phone number has one holder: the living account that took it, and nobody else before its recorded instant', () => {
    inEveryMoment(({ streams, claims, at }) => {
      const living = all<Account>(streams, 'account').filter(({ state }) => state.status === 'living');
      expect(
        claims
          .filter(({ state }) => state === 'held')
          .map(({ holder }) => holder)
          .sort(),
      ).toEqual(living.map(({ id }) => id).sort());
      for (const { state } of all<Deregistration>(streams, 'deregistration')) {
        if (state.status !== 'retained' || at >= state.phoneFreeAt) continue;
        expect(claims).toContainEqual({
          state: 'cooldown',
          identifierId: state.phoneId,
          holder: state.accountId,
          until: state.phoneFreeAt,
        });
      }
    });
  });

  it('nothing is purged before the whole cooling-off is over, and everything goes in its order: each after what it needs, the last key last', () => {
    afterEveryChange(({ after: { process, events, state } }) => {
      if (process !== 'deregistration' || state.status === 'none') return;
      const log = events as readonly DeregistrationEvent[];
      const steps = log.flatMap((event) =>
        event.type === 'PurgeStepCompleted' ? [event.step] : event.type === 'PhoneReleased' ? ['releasePhone' as const] : [],
      );
      const position = (name: Step) => (steps.includes(name) ? steps.indexOf(name) : Infinity);
      expect(new Set(steps).size).toBe(steps.length);
      for (const name of purgeStepNames) {
        for (const earlier of purgeSteps[name].after as readonly PurgeStep[]) expect(position(earlier)).toBeLessThanOrEqual(position(name));
        for (const later of Object.keys(retentionSteps) as Step[]) expect(position(name)).toBeLessThanOrEqual(position(later));
      }
      for (const other of ['eraseDirectoryEntry', 'releasePhone'] as const)
        expect(position(other)).toBeLessThanOrEqual(position('destroyKeys'));
      const first = log[0] as Extract<DeregistrationEvent, { type: 'DeregistrationRequested' }>;
      const complete = log.find((event) => event.type === 'PurgeCompleted');
      for (const event of log) {
        if (event.type === 'PurgeStepCompleted') expect(event.at).toBeGreaterThanOrEqual(first.coolingOffEndsAt);
        if (event.type === 'PurgeStepCompleted' && event.step === 'eraseDirectoryEntry')
          expect(event.at).toBeGreaterThanOrEqual(complete?.directoryEndsAt ?? Infinity);
        if (event.type === 'PhoneReleased') expect(event.at).toBeGreaterThanOrEqual(complete?.phoneFreeAt ?? Infinity);
      }
    });
  });
});
