import type { EventTable, Field, Shape } from './events';
import type { Event } from './decider';

/**
 * True of an event that a release with these shapes can fold. False of an unknown type, and of a field or a word that
 * its shape does not name: only a newer release has written that. A word that today's rules would refuse, such as one
 * that is too long, may stand in an old event.
 */
export function canFold(events: EventTable, { type, ...recorded }: Event): boolean {
  const kind = Object.hasOwn(events, type) ? events[type] : undefined;
  return kind !== undefined && namesAll(kind.shape, kind.upcast(recorded));
}

const namesAll = (shape: Shape, data: object): boolean =>
  Object.entries(data).every(([name, value]) => Object.hasOwn(shape, name) && names(shape[name]!, value));

function names(field: Field, value: unknown): boolean {
  switch (field.kind) {
    case 'optional':
      return names(field.of, value);
    case 'list':
      return Array.isArray(value) && value.every((item) => names(field.of, item));
    case 'table':
      return isRecord(value) && Object.values(value).every((item) => names(field.of, item));
    case 'group':
      return isRecord(value) && namesAll(field.shape, value);
    case 'either':
      return field.options.some((option) => names(option, value));
    case 'code':
      return typeof value === 'string' && (field.codes.length === 0 || field.codes.includes(value));
    case 'number':
      return typeof value === 'number' && field.values.includes(value);
    case 'truth':
      return value === field.value;
    case 'id':
    case 'key':
      return typeof value === 'string';
    case 'flag':
      return typeof value === 'boolean';
    case 'instant':
    case 'count':
      return typeof value === 'number';
  }
}

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
