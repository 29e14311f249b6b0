import fc from 'fast-check';
import { anyCommand, anyEvent } from '#testing';
import type { EventIn } from './processes';
import { deregistrationPurpose, revocationPurpose } from './deregistration/cooling-off';
import { day, type Claim, type Event, type Process } from './decider';
import { deregistration } from './deregistration/deregistration.process';
import { receipts } from './deregistration/receipts';
import { processes, type AnyProcess } from './processes';
import { registrationPhonePurpose } from './registration/phone-step';

/**
 * Unlikely input: events in impossible orders, arbitrary commands. A fold never throws, a refusal is a value.
 * Events and commands come from their shapes, so that no field and no kind is forgotten.
 */
const instant = fc.oneof(fc.constantFrom(0, 7 * day, 14 * day, 44 * day, 45 * day), fc.integer({ min: 0, max: 60 * day }));
const id = fc.constantFrom('d', 'e', 'f');

const folded = ({ evolve, initial, events }: (typeof processes)[keyof typeof processes]) =>
  fc
    .array(anyEvent(events), { maxLength: 4 })
    .map((history) => history.reduce(evolve as (state: unknown, event: Event) => unknown, initial as unknown));

const claim: fc.Arbitrary<Claim> = fc.oneof(
  fc.record({ state: fc.constantFrom('held' as const, 'reserved' as const), identifierId: id, holder: id }),
  fc.record({ state: fc.constant('cooldown' as const), identifierId: id, holder: id, until: instant }),
);
const purpose = fc.constantFrom(deregistrationPurpose, revocationPurpose, registrationPhonePurpose);
const proof = fc.oneof(
  fc.record({ verdict: fc.constant('proven' as const), purpose, boundTo: id, identifierId: id }),
  fc.record({ verdict: fc.constant('refused' as const), problem: fc.record({ code: fc.constant('code-invalid') }) }),
);
const device = fc.array(fc.record({ entryId: id, holder: id, at: instant }), { maxLength: 4 });
const role = folded(processes.role);

/** The facts of a command, under the names that the rules give them; each may be missing. */
const facts = fc.record(
  {
    account: folded(processes.account),
    company: folded(processes.company),
    ofPlatform: folded(processes.calendar),
    chosen: folded(processes.calendar),
    stored: folded(processes.calendar),
    deregistration: folded(processes.deregistration),
    invite: folded(processes.invite),
    position: folded(processes.position),
    rival: folded(processes.registration),
    reviewers: role,
    'it-admin': role,
    'identity-reviewer': role,
    phone: claim,
    identity: claim,
    proof,
    device,
  },
  { requiredKeys: [] },
);

type Kind = Process & Pick<AnyProcess, 'seenBy' | 'foundBy'> & Pick<(typeof processes)['registration'], 'events' | 'rules'>;
const kinds = (Object.entries(processes) as unknown as [string, Kind][]).map(([name, process]) => ({
  name,
  process: process satisfies Process,
  event: anyEvent(process.events),
  command: anyCommand(process.rules),
}));

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

describe.each(kinds)('$name, whatever happens to it', ({ process, event, command }) => {
  const history = fc.array(event, { maxLength: 12 });
  const fold = (events: readonly Event[]) =>
    events.reduce((state, next) => frozen(process.evolve(state, frozen(next))), frozen(process.initial));

  it('covers every command', () => {
    const sent = new Set(fc.sample(command, { numRuns: 1_000, seed: 1 }).map(({ type }) => type));
    expect([...sent].sort()).toEqual(Object.keys(process.origins).sort());
  });

  it('folds every event in every state, and changes neither the event nor the state before', () => {
    fc.assert(fc.property(history, (events) => expect(typeof fold(events).status).toBe('string')));
  });

  it('answers every command in every state with events or with a problem, never with both or neither, and never throws', () => {
    fc.assert(
      fc.property(history, command, facts, instant, (events, sent, found, now) => {
        const { events: decided, problem } = process.decide(fold(events), frozen(sent), frozen(found), now);
        expect(decided.length === 0).toBe(problem !== undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('decides the same twice: only its input matters', () => {
    fc.assert(
      fc.property(history, command, facts, instant, (events, sent, found, now) => {
        expect(process.decide(fold(events), sent, found, now)).toStrictEqual(process.decide(fold(events), sent, found, now));
      }),
    );
  });

  it('can always compute what is due, owed, needed, allowed, and the view', () => {
    fc.assert(
      fc.property(history, command, facts, instant, (events, sent, found, now) => {
        const state = fold(events);
        const told = [
          process.due(state),
          process.owed(state),
          process.needs(sent, state, {}),
          process.needs(sent, state, found),
          process.allowed(state, now),
          process.allowed(state, now, 'd'),
          process.view(state),
          process.troubles(state),
          process.columns(state),
          process.seenBy(state, 'd'),
          process.foundBy(state),
        ];
        expect(told.every((answer) => JSON.stringify(answer) !== undefined)).toBe(true);
        expect(process.status(state)).toMatch(/^[a-z_]+$/);
        expect(['string', 'undefined']).toContain(typeof process.outcome(state));
      }),
    );
  });

  it('is the same after a round trip through JSON: states and events hold no undefined, no NaN, no date', () => {
    fc.assert(
      fc.property(history, command, facts, instant, (events, sent, found, now) => {
        const state = fold(events);
        const decided = process.decide(state, sent, found, now).events;
        expect(JSON.parse(JSON.stringify({ state, decided }))).toStrictEqual({ state, decided });
      }),
      { numRuns: 500 },
    );
  });
});

it('can list the receipts of a deregistration in every state', () => {
  fc.assert(
    fc.property(fc.array(anyEvent(deregistration.events), { maxLength: 12 }), (events) => {
      const lines = receipts((events as EventIn<'deregistration'>[]).reduce(deregistration.evolve, deregistration.initial));
      expect([0, 12]).toContain(lines.length);
    }),
  );
});
