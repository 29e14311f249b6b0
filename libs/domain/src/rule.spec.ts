import { internal, refuse } from './decider';
import { count, eventsOf, id, type EventOf } from './events';
import { streamsOf } from './needs';
import { processOfStates } from './process';
import { rulesOf } from './rule';

/** A door: closed ⇄ open → sealed. It may be opened so many times, and from a recorded instant on. */
type Door = { status: 'none' } | Hung | { status: 'sealed' };
interface Hung {
  status: 'closed' | 'open';
  opened: number;
  mayOpenAt: number;
}
interface DoorPolicy {
  times: number;
  sealsAfter: number;
}
interface House {
  status: 'lived-in' | 'empty';
}
const houses = streamsOf<House>('house');

const isHung = (door: Door): door is Hung => door.status === 'closed' || door.status === 'open';
const { event, from } = eventsOf<Door>();
const events = {
  DoorHung: event({ mayOpenAt: count }, (_, { mayOpenAt }) => ({ status: 'closed', opened: 0, mayOpenAt })),
  DoorOpened: from(isHung)({ by: count }, (door) => ({ ...door, status: 'open', opened: door.opened + 1 })),
  DoorClosed: from(isHung)({}, (door) => ({ ...door, status: 'closed' }), { minor: true }),
  DoorSealed: from(isHung)({}, () => ({ status: 'sealed' })),
};
const { rule, opening, anything, accept } = rulesOf<Door, EventOf<typeof events>, DoorPolicy>();
const hung = anything.in(isHung, internal('door-unknown'));

const rules = {
  HangDoor: opening({
    origin: 'caller',
    right: 'hangDoors',
    takes: { mayOpenAt: count },
    exists: 'door-exists',
    emits: ['DoorHung'],
    decide: ({ command: { mayOpenAt } }) => accept({ type: 'DoorHung', mayOpenAt }),
  }),
  OpenDoor: rule({
    origin: 'caller',
    right: 'openDoors',
    takes: { houseId: id, by: count },
    given: hung
      .when(({ status }) => status === 'closed', 'door-open')
      .when(
        ({ mayOpenAt }, { now }) => now >= mayOpenAt,
        'too-early',
        ({ mayOpenAt }) => ({ availableAt: mayOpenAt }),
      ),
    needs: ({ houseId }) => ({ house: houses.read(houseId) }),
    then: ({ house }) => ({ cellar: house?.status === 'lived-in' ? houses.read('cellar') : undefined }),
    emits: ['DoorOpened'],
    refuses: ['nobody-home', 'opened-too-often'],
    decide: ({ state, command: { by }, facts: { house, cellar }, policy }) => {
      if (house?.status !== 'lived-in' && cellar === undefined) return refuse('nobody-home');
      return state.opened < policy.times ? accept({ type: 'DoorOpened', by }) : refuse('opened-too-often', { limit: policy.times });
    },
  }),
  CloseDoor: rule({
    origin: ['caller', 'clock'],
    right: 'openDoors',
    given: hung.when(({ status }) => status === 'open', 'door-closed'),
    emits: ['DoorClosed'],
    decide: () => accept({ type: 'DoorClosed' }),
  }),
  SealDoor: rule({
    origin: 'clock',
    given: hung.when(({ opened }, { now }) => now >= opened, internal('not-due')),
    emits: ['DoorSealed'],
    decide: () => accept({ type: 'DoorSealed' }),
  }),
};
const policies: Record<number, DoorPolicy> = { 1: { times: 1, sealsAfter: 5 }, 2: { times: 2, sealsAfter: 9 } };

const door = processOfStates<Door>()('door', {
  initial: { status: 'none' },
  policies,
  states: { closed: 'open', open: 'passing', sealed: 'over' },
  events,
  rules,
  columns: () => ({}),
  due: (state, { sealsAfter }) => (isHung(state) ? [{ command: { type: 'SealDoor' }, dueAt: sealsAfter }] : []),
  view: (state, { times }) => ({ left: isHung(state) ? times - state.opened : 0 }),
});

const closed: Door = { status: 'closed', opened: 0, mayOpenAt: 10 };
const open: Door = { status: 'open', opened: 1, mayOpenAt: 10 };
const openDoor = { type: 'OpenDoor', houseId: 'h', by: 1 } as const;
const house: House = { status: 'lived-in' };

describe('a rule', () => {
  it('refuses with the first condition that does not hold, and says what that adds', () => {
    expect(door.decide({ status: 'none' }, openDoor, { house }, 0).problem).toEqual({ code: 'door-unknown' });
    expect(door.decide(open, openDoor, { house }, 0).problem).toEqual({ code: 'door-open' });
    expect(door.decide(closed, openDoor, { house }, 9).problem).toEqual({ code: 'too-early', availableAt: 10 });
    expect(door.decide(closed, openDoor, { house }, 10)).toEqual({ events: [{ type: 'DoorOpened', by: 1 }] });
  });

  it('begins a process only if there is none', () => {
    const hang = { type: 'HangDoor', mayOpenAt: 3 } as const;
    expect(door.decide({ status: 'none' }, hang, {}, 0).events).toEqual([{ type: 'DoorHung', mayOpenAt: 3 }]);
    expect(door.decide(closed, hang, {}, 0).problem).toEqual({ code: 'door-exists' });
  });

  it('asks for its needs only in its states, and again for what the first look has found', () => {
    expect(door.needs(openDoor, { status: 'sealed' }, {})).toEqual({});
    expect(door.needs(openDoor, closed, {})).toEqual({ house: { need: 'stream', process: 'house', id: 'h', mode: 'read' } });
    expect(Object.keys(door.needs(openDoor, closed, { house }))).toEqual(['house', 'cellar']);
    expect(Object.keys(door.needs(openDoor, closed, { house: { status: 'empty' } }))).toEqual(['house']);
  });

  it('is allowed if all its conditions hold, and else refused with its reason; a command that begins a process is neither', () => {
    expect(door.allowed(closed, 10)).toEqual(['OpenDoor']);
    expect(door.commandsNow(closed, 9)).toEqual({
      allowed: [],
      refused: [
        { command: 'OpenDoor', code: 'too-early', availableAt: 10 },
        { command: 'CloseDoor', code: 'door-closed' },
      ],
    });
    expect(door.commandsNow(open, 0)).toEqual({ allowed: ['CloseDoor'], refused: [{ command: 'OpenDoor', code: 'door-open' }] });
    expect(door.allowed(open, 0)).toEqual(['CloseDoor']);
  });

  it('names the codes that its callers can meet, and no others', () => {
    expect(rules.OpenDoor.refuses).toEqual(['door-open', 'too-early', 'nobody-home', 'opened-too-often']);
    expect(rules.SealDoor.refuses).toEqual([]);
  });
});

describe('a process', () => {
  it('knows from its table who sends what, which states pass, what is over, and which events do not change its version', () => {
    expect(door.origins).toEqual({ HangDoor: 'caller', OpenDoor: 'caller', CloseDoor: ['caller', 'clock'], SealDoor: 'clock' });
    expect([door.workflow, door.passing, door.minor]).toEqual([true, ['open'], ['DoorClosed']]);
    expect([door.outcome(closed), door.outcome({ status: 'sealed' })]).toEqual([undefined, 'sealed']);
  });

  it('decides, waits and shows by the policy that it was opened under, while new ones open under the newest', () => {
    const [first, second] = [door.under(1), door.under(2)];
    expect([door.policyVersion({ status: 'none' }), door.under(2)]).toEqual([2, door]);
    expect([first.due(closed)[0]?.dueAt, second.due(closed)[0]?.dueAt]).toEqual([5, 9]);
    expect([first.view(closed), second.view(closed)]).toEqual([{ left: 1 }, { left: 2 }]);
    const reclosed: Door = { ...closed, opened: 1 };
    expect(first.decide(reclosed, openDoor, { house }, 10).problem).toEqual({ code: 'opened-too-often', limit: 1 });
    expect(second.decide(reclosed, openDoor, { house }, 10).problem).toBeUndefined();
  });

  it('does not answer for a policy that only a newer program knows', () => {
    expect(() => door.under(3)).toThrow('door has no policy of version 3 here');
    const readable = [
      [2, 'open'],
      [3, 'open'],
      [2, 'ajar'],
    ] as const;
    expect(readable.map(([policyVersion, status]) => door.canRead({ policyVersion, status, state: closed }))).toEqual([true, false, false]);
  });
});

/** What must not compile: `npm run types` reads these, and fails where one of them does. */
const doNotCompile = [
  () =>
    rule({
      origin: 'caller',
      given: hung,
      needs: () => ({ house: houses.read('h') }),
      emits: ['DoorClosed'],
      // @ts-expect-error a fact that was not asked for
      decide: ({ facts }) => (facts.cellar === undefined ? accept({ type: 'DoorClosed' }) : accept({ type: 'DoorClosed' })),
    }),
  () =>
    rule({
      origin: 'caller',
      given: hung,
      emits: ['DoorClosed'],
      refuses: ['door-closed'],
      // @ts-expect-error a code that the rule does not name
      decide: () => refuse('door-gone'),
    }),
  () =>
    rule({
      origin: 'caller',
      given: hung,
      emits: ['DoorClosed'],
      // @ts-expect-error an event that the rule does not name
      decide: () => accept({ type: 'DoorSealed' }),
    }),
  // @ts-expect-error an event without one of its fields
  () => accept({ type: 'DoorOpened' }),
  // @ts-expect-error an event with a field that it does not have: a name has no way in
  () => accept({ type: 'DoorOpened', by: 1, name: 'Zhang' }),
  // @ts-expect-error a field of no kind
  () => event({ name: 'text' }, (state) => state),
  // @ts-expect-error a command without one of its fields
  () => door.decide(closed, { type: 'OpenDoor', houseId: 'h' }, {}, 0),
  // @ts-expect-error a state is read only where a condition has narrowed it
  () => rule({ origin: 'clock', given: anything, emits: [], decide: ({ state }) => refuse(state.opened) }),
];
void doNotCompile;
