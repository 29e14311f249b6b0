import type { Event } from './decider';

declare const holds: unique symbol;

/**
 * One field of an event, by its kind. There is no kind for free text: no name, number or sentence of a person gets into
 * an event.
 * `T`: the type of its value.
 */
export type Field<T = unknown> = FieldKind & { readonly [holds]?: T };

type FieldKind =
  | { readonly kind: 'id' | 'key' | 'instant' | 'count' | 'flag' }
  /** One of these words, or any word if none are named. */
  | { readonly kind: 'code'; readonly codes: readonly string[] }
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'number'; readonly values: readonly number[] }
  | { readonly kind: 'list'; readonly of: Field }
  /** By word. */
  | { readonly kind: 'table'; readonly of: Field }
  | { readonly kind: 'group'; readonly shape: Shape }
  | { readonly kind: 'either'; readonly options: readonly Field[] }
  | { readonly kind: 'optional'; readonly of: Field };

export type Shape = Readonly<Record<string, Field>>;

type Optional<T> = Field<T> & { readonly kind: 'optional' };
export type ValueOf<F> = F extends { readonly [holds]?: infer T } ? T : never;
type Simplify<T> = { [K in keyof T]: T[K] };

/** The data of an event of this shape. */
export type DataOf<S extends Shape> = Simplify<
  { [K in keyof S as S[K] extends { readonly kind: 'optional' } ? never : K]: ValueOf<S[K]> } & {
    [K in keyof S as S[K] extends { readonly kind: 'optional' } ? K : never]?: ValueOf<S[K]>;
  }
>;

/** A random id: of a stream, a person's principal, an identifier in the vault. */
export const id: Field<string> = { kind: 'id' };
export const instant: Field<number> = { kind: 'instant' };
/** The blind index of an identifier: a command may carry one, an event may not. */
export const key: Field<string> = { kind: 'key' };
/** A whole number, from zero on. */
export const count: Field<number> = { kind: 'count' };
export const flag: Field<boolean> = { kind: 'flag' };
/** Always this truth value: tells the variants of a group apart. */
export const truth = <const B extends boolean>(value: B): Field<B> => ({ kind: 'truth', value });
/** A machine's word for something: one of these, or any if none are named. */
export const code = <const C extends string = string>(...codes: readonly C[]): Field<C> => ({ kind: 'code', codes });
/** One of these numbers. */
export const oneOf = <const N extends number>(...values: readonly N[]): Field<N> => ({ kind: 'number', values });
export const list = <T>(of: Field<T>): Field<readonly T[]> => ({ kind: 'list', of });
/** Values by a word each. */
export const table = <T>(of: Field<T>): Field<Readonly<Record<string, T>>> => ({ kind: 'table', of });
export const group = <S extends Shape>(shape: S): Field<DataOf<S>> => ({ kind: 'group', shape });
export const either = <A, B>(a: Field<A>, b: Field<B>): Field<A | B> => ({ kind: 'either', options: [a, b] });
export const optional = <T>(of: Field<T>): Optional<T> => ({ kind: 'optional', of });

/** One kind of event: its data, and how it changes a state. */
export interface EventKind<S, D> {
  readonly shape: Shape;
  /** Total and silent: never throws, never refuses. */
  evolve(state: S, data: D): S;
  /** A reminder or the like: it does not change the public version. */
  readonly minor: boolean;
  /** What an older release recorded under this name, in today's shape. */
  upcast(recorded: object): object;
}

type AnyEventKind = {
  readonly shape: Shape;
  evolve(state: never, data: never): unknown;
  readonly minor: boolean;
  upcast(recorded: object): object;
};

/** The events of a process, by their types. */
export type EventTable = Readonly<Record<string, AnyEventKind>>;

type Carried<K> = K extends { evolve(state: never, data: infer D): unknown } ? D : never;

/** The union of the events of a table. */
export type EventOf<T> = { [K in keyof T & string]: Simplify<{ type: K } & Carried<T[K]>> }[keyof T & string];

interface EventOptions {
  minor?: boolean;
  was?: (recorded: object) => object;
}

/** The functions that define the events of one process. */
export const eventsOf = <S>() => {
  const from =
    <T extends S>(isOne: (state: S) => state is T) =>
    <const F extends Shape>(
      shape: F,
      evolve: (state: T, data: DataOf<F>) => S,
      { minor = false, was = (recorded) => recorded }: EventOptions = {},
    ): EventKind<S, DataOf<F>> => ({
      shape,
      evolve: (state, data) => (isOne(state) ? evolve(state, data) : state),
      minor,
      upcast: was,
    });
  return {
    /** Moves the matching states, and leaves all others unchanged. */
    from,
    /** Moves every state. */
    event: from((_: S): _ is S => true),
  };
};

/** Folds events by their table; ignores a type that only a newer program knows. */
export const evolveBy =
  <S>(events: EventTable) =>
  (state: S, event: Event): S => {
    const kind = Object.hasOwn(events, event.type) ? events[event.type] : undefined;
    if (kind === undefined) return state;
    const { type: _type, ...recorded } = event;
    return (kind.evolve as (state: S, data: object) => S)(state, kind.upcast(recorded));
  };

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** No space, and never so many digits in a row that a phone or document number would fit. */
const codePattern = /^(?!.*\d{9})[A-Za-z0-9][A-Za-z0-9_.:+/-]{0,99}$/;

/**
 * The fields of an event that are missing, unknown, or of another kind, with their places, as `stage.slots.0.need`.
 * Empty if all fit.
 */
export function misfits(shape: Shape, data: Readonly<Record<string, unknown>>, place = ''): readonly string[] {
  const named = new Set([...Object.keys(shape), ...Object.keys(data)]);
  return [...named].flatMap((name) => {
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
    return field === undefined ? [`${place}${name}`] : misfitsIn(field, data[name], `${place}${name}`);
  });
}

/** The same for an event of a table; for an unknown type, the type. */
export const misfitsOf = (events: EventTable, { type, ...data }: Event): readonly string[] =>
  Object.hasOwn(events, type) ? misfits(events[type]!.shape, data) : ['type'];

function misfitsIn(field: Field, value: unknown, place: string): readonly string[] {
  const each = (of: Field, values: Readonly<Record<string, unknown>>) =>
    Object.entries(values).flatMap(([key, item]) => misfitsIn(of, item, `${place}.${key}`));
  switch (field.kind) {
    case 'optional':
      return value === undefined ? [] : misfitsIn(field.of, value, place);
    case 'list':
      return Array.isArray(value) ? each(field.of, value as never) : [place];
    case 'table':
      return isRecord(value) && Object.keys(value).every((key) => codePattern.test(key)) ? each(field.of, value) : [place];
    case 'group':
      return isRecord(value) ? misfits(field.shape, value, `${place}.`) : [place];
    case 'either':
      return field.options.some((option) => misfitsIn(option, value, place).length === 0) ? [] : [place];
    default:
      return fits(field, value) ? [] : [place];
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fits(field: Exclude<FieldKind, { kind: 'optional' | 'list' | 'table' | 'group' | 'either' }>, value: unknown): boolean {
  switch (field.kind) {
    case 'id':
      return typeof value === 'string' && idPattern.test(value);
    case 'key':
      return false;
    case 'code':
      return typeof value === 'string' && (field.codes.length === 0 ? codePattern.test(value) : field.codes.includes(value));
    case 'number':
      return typeof value === 'number' && field.values.includes(value);
    case 'truth':
      return value === field.value;
    case 'flag':
      return typeof value === 'boolean';
    case 'instant':
    case 'count':
      return Number.isSafeInteger(value) && (field.kind === 'instant' || (value as number) >= 0);
  }
}

/** Drops undefined fields: a state or an event without one is the same as before that field was known. */
export const defined = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
