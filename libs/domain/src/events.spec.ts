import {
  code,
  count,
  defined,
  either,
  eventsOf,
  evolveBy,
  flag,
  group,
  id,
  instant,
  list,
  misfits,
  oneOf,
  optional,
  table,
} from './events';

const uuid = '0b5ed4ab-9d3c-4b53-8f0b-0c1f6a1c9a11';

describe('what an event may carry', () => {
  const shape = {
    who: id,
    at: instant,
    items: count,
    done: flag,
    outcome: code('made', 'refused'),
    reason: optional(code()),
    tier: oneOf(0, 1),
    people: list(id),
    roles: table(id),
    slot: group({ need: either(code('any', 'all'), count) }),
  };
  const data = {
    who: uuid,
    at: 1,
    items: 0,
    done: true,
    outcome: 'made',
    tier: 1,
    people: [uuid],
    roles: { 'it-admin': uuid },
    slot: { need: 'any' },
  };
  const wrong = (changes: object) => misfits(shape, { ...data, ...changes });

  it('fits its shape, with and without what is optional', () => {
    expect(misfits(shape, data)).toEqual([]);
    expect(wrong({ reason: 'legal-hold', slot: { need: 2 } })).toEqual([]);
  });

  it('is refused by the place of each field that is missing, unknown or of another kind', () => {
    expect(misfits(shape, { ...data, who: undefined, at: 1.5, items: -1, done: 'yes' })).toEqual(['who', 'at', 'items', 'done']);
    expect(wrong({ outcome: 'lost', tier: 2, name: 'Zhang' })).toEqual(['outcome', 'tier', 'name']);
    expect(wrong({ people: [uuid, 'Zhang'], roles: { 'it-admin': 'x' }, slot: { need: 'most', of: 1 } })).toEqual([
      'people.1',
      'roles.it-admin',
      'slot.need',
      'slot.of',
    ]);
  });

  it.each(['张伟', 'Zhang Wei', '+8613800138000', '13800138000', '110101199003077598', 'a@b.cn x', ''])(
    'holds no text of a person: %s is neither an id nor a code',
    (text) => {
      expect(wrong({ reason: text, who: text, roles: { [text]: uuid } })).toEqual(['who', 'reason', 'roles']);
    },
  );

  it.each(['legal-hold', '2025-06', 'Asia/Shanghai', 'Etc/GMT+8', '1.1.2.3', 'identity_unconfirmed'])('takes %s as a code', (word) => {
    expect(wrong({ reason: word })).toEqual([]);
  });
});

describe('a table of events', () => {
  type Lamp = { status: 'none' } | { status: 'lit'; watts: number };
  const isLit = (lamp: Lamp): lamp is Lamp & { status: 'lit' } => lamp.status === 'lit';
  const { event, from } = eventsOf<Lamp>();
  const events = {
    LampLit: event({ watts: count }, (_, { watts }) => ({ status: 'lit', watts }), {
      was: (recorded) => ('watts' in recorded ? recorded : { watts: 60 }),
    }),
    LampDimmed: from(isLit)({ watts: count }, (lamp, { watts }) => ({ ...lamp, watts })),
  };
  const evolve = evolveBy<Lamp>(events);

  it('folds each event into the states that it fits, and leaves the others alone', () => {
    expect(evolve({ status: 'lit', watts: 60 }, { type: 'LampDimmed', watts: 5 } as never)).toEqual({ status: 'lit', watts: 5 });
    expect(evolve({ status: 'none' }, { type: 'LampDimmed', watts: 5 } as never)).toEqual({ status: 'none' });
  });

  it('reads an older release’s record in today’s shape, and passes over a newer one’s', () => {
    expect(evolve({ status: 'none' }, { type: 'LampLit' })).toEqual({ status: 'lit', watts: 60 });
    expect(evolve({ status: 'lit', watts: 1 }, { type: 'LampStolen' })).toEqual({ status: 'lit', watts: 1 });
  });
});

describe('defined', () => {
  it('keeps the given fields, and drops the undefined ones', () => {
    expect(Object.keys(defined({ a: 1, b: undefined, c: false }))).toEqual(['a', 'c']);
  });
});
