import { code, either, eventsOf, group, id, instant, list, oneOf, optional, truth } from './events';
import { canFold } from './newer-event';

const { event } = eventsOf<object>();
const events = {
  Lit: event({ lampId: id, colour: code('red', 'green'), level: oneOf(1, 2), place: optional(code()), at: instant }, (_, lit) => lit, {
    was: (recorded) => ('watts' in recorded ? { level: 1 } : recorded),
  }),
  Tested: event({ results: list(either(group({ ok: truth(true) }), group({ ok: truth(false), reason: code() }))) }, (state) => state),
};
const lit = { type: 'Lit', lampId: 'a', colour: 'red', level: 1, at: 5 };

describe('an event that a program can fold', () => {
  it.each([
    ['fits its shape', lit],
    ['lacks a field: an older release did not record it', { type: 'Lit', lampId: 'a' }],
    ['holds a word that would be refused today', { ...lit, place: 'hall 123456789' }],
    ['has the shape of an older release, which is known', { type: 'Lit', watts: 60 }],
    ['has groups, each of one of its kinds', { type: 'Tested', results: [{ ok: true }, { ok: false, reason: 'wet' }] }],
  ])('%s', (_, known) => expect(canFold(events, known)).toBe(true));

  it.each([
    ['is of a type that only a newer one has', { type: 'Dimmed' }],
    ['is of a type that every object has', { type: 'toString' }],
    ['has a field more', { ...lit, dimmable: true }],
    ['has another word', { ...lit, colour: 'blue' }],
    ['has another number', { ...lit, level: 3 }],
    ['has a field of another kind', { ...lit, at: 'noon' }],
    ['has a group with a field more', { type: 'Tested', results: [{ ok: true, watts: 3 }] }],
  ])('is none that %s', (_, newer) => expect(canFold(events, newer)).toBe(false));
});
