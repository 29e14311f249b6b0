import fc from 'fast-check';
import { day, type Command, type Field, type Shape, type Event } from '#domain';

/** Few and likely to meet: ids of the same thing, instants on both sides of a deadline. */
const instant = fc.oneof(fc.constantFrom(0, 7 * day, 14 * day, 44 * day, 45 * day), fc.integer({ min: 0, max: 60 * day }));
const word = fc.constantFrom('d', 'e', 'f');
/** Values as JSON makes them. */
const plain = { noNullPrototype: true } as const;

/** Any value of a field, by its kind. */
function valueOf(field: Field): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'id':
    case 'key':
      return word;
    case 'code':
      return field.codes.length === 0 ? fc.oneof(word, fc.constantFrom('it-admin', '1.1.1.1', '1.1.2.1')) : fc.constantFrom(...field.codes);
    case 'instant':
      return instant;
    case 'count':
      return fc.integer({ min: 0, max: 3 });
    case 'flag':
      return fc.boolean();
    case 'truth':
      return fc.constant(field.value);
    case 'number':
      return fc.constantFrom(...field.values);
    case 'list':
      return fc.array(valueOf(field.of), { maxLength: 3 });
    case 'table':
      return fc.dictionary(fc.constantFrom('it-admin', 'identity-reviewer'), valueOf(field.of), { ...plain, maxKeys: 2 });
    case 'group':
      return recordOf(field.shape);
    case 'either':
      return fc.oneof(...field.options.map(valueOf));
    case 'optional':
      return valueOf(field.of);
  }
}

/** Any data of this shape, with and without optional fields. */
function recordOf(shape: Shape): fc.Arbitrary<Record<string, unknown>> {
  const requiredKeys = Object.keys(shape).filter((name) => shape[name]!.kind !== 'optional');
  return fc.record(Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, valueOf(field)])), { ...plain, requiredKeys });
}

const typed = <T extends { type: string }>(type: string, data: fc.Arbitrary<unknown>) =>
  data.map((fields) => ({ ...(fields as object), type }) as unknown as T);

/** Any event of a process; opening events come more often, or most histories would be empty. */
export const anyEvent = (events: Readonly<Record<string, { shape: Shape }>>): fc.Arbitrary<Event> =>
  fc.oneof(
    ...Object.entries(events).map(([type, { shape }], i) => ({ weight: i === 0 ? 6 : 1, arbitrary: typed<Event>(type, recordOf(shape)) })),
  );

/** Any command of a process. */
export const anyCommand = (rules: Readonly<Record<string, { takes: Field }>>): fc.Arbitrary<Command> =>
  fc.oneof(...Object.entries(rules).map(([type, { takes }]) => typed<Command>(type, valueOf(takes))));
