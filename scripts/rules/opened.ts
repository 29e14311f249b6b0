import {
  companyRoles,
  identityReviewer,
  isProcessType,
  platformGrants,
  originsOf,
  processes,
  processOf,
  type Command,
  type Field,
  type ProcessType,
  type Shape,
} from '#domain';

/** `policyId` and its version: where several policies of a process can open it. */
export type Opened = { status: string; policyId?: string; policyVersion?: number };

/** The people and things of a made-up world: each is its own id, or one person has every part. */
type World = 'each-its-own' | 'one-for-all';

/**
 * Every state that a caller's first command can lead to at 0, each once. Commands and what they find derive from the
 * shapes and needs of the rules.
 * If nothing opens while each id is another, one person has every part.
 */
export function openedStates(type: ProcessType): readonly Opened[] {
  const opened = openedIn('each-its-own', type);
  return opened.length > 0 ? opened : openedIn('one-for-all', type);
}

function openedIn(world: World, type: ProcessType): readonly Opened[] {
  const key = `${world} ${type}`;
  const known = openedByKey.get(key);
  if (known !== undefined) return known;
  // Processes that need one another end here: the second one finds none of the first.
  openedByKey.set(key, []);
  const opened = open(world, type);
  openedByKey.set(key, opened);
  return opened;
}

const openedByKey = new Map<string, readonly Opened[]>();

function open(world: World, type: ProcessType): readonly Opened[] {
  const { initial, evolve, decide } = processOf(type);
  const states = firstCommands(world, type).map((command) =>
    decide(initial, command, factsFor(world, type, command), 0).events.reduce<Opened>((state, event) => evolve(state, event), initial),
  );
  return distinct(states.filter(({ status }) => status !== initial.status));
}

const firstCommands = (world: World, type: ProcessType): readonly Command[] =>
  Object.entries(processes[type].rules as Readonly<Record<string, { takes: Field }>>)
    .filter(([command]) => originsOf(processOf(type), command).includes('caller'))
    .flatMap(([command, { takes }]) => valuesOf(world, command, takes).map((fields) => ({ ...(fields as object), type: command })));

/** What a command finds: every stream that it needs is open, and nobody holds an identifier. */
function factsFor(
  world: World,
  type: ProcessType,
  command: Command,
  found: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const { needs, initial } = processOf(type);
  const asked = Object.entries(needs(command, initial, found)).filter(([name]) => !(name in found));
  if (asked.length === 0) return found;
  const facts: Record<string, unknown> = { ...found };
  for (const [name, need] of asked)
    facts[name] = need.need === 'stream' && isProcessType(need.process) ? openedIn(world, need.process)[0] : undefined;
  return factsFor(world, type, command, facts);
}

/**
 * The values of a field that may open a process in different ways: each word that it names, and with or without what is
 * optional. An id is its own name.
 */
function valuesOf(world: World, name: string, field: Field): readonly unknown[] {
  switch (field.kind) {
    case 'id':
      return [world === 'each-its-own' ? name : 'one'];
    case 'key':
      return [name];
    case 'code':
      return field.codes.length === 0 ? [name] : field.codes;
    case 'instant':
    case 'count':
      return [0];
    case 'flag':
      return [true];
    case 'truth':
      return [field.value];
    case 'number':
      return field.values;
    case 'list':
      return [[firstOf(world, name, field.of)]];
    case 'table':
      return [
        Object.fromEntries(
          [...companyRoles, identityReviewer, ...platformGrants].map((role) => [role, valuesOf(world, role, field.of)[0]]),
        ),
      ];
    case 'group':
      return recordsOf(world, field.shape);
    case 'either':
      return field.options.flatMap((option) => valuesOf(world, name, option));
    case 'optional':
      return valuesOf(world, name, field.of);
  }
}

/** What stands in a list opens a process in no other way. */
function firstOf(world: World, name: string, field: Field): unknown {
  if (field.kind === 'either') return firstOf(world, name, field.options[0]!);
  if (field.kind === 'optional') return firstOf(world, name, field.of);
  if (field.kind === 'list') return [firstOf(world, name, field.of)];
  if (field.kind !== 'group') return valuesOf(world, name, field)[0];
  return Object.fromEntries(Object.entries(field.shape).map(([inner, of]) => [inner, firstOf(world, inner, of)]));
}

/**
 * What others write or say, and no rule of ours: a stored policy, the end of the process that asks, what an operator
 * vouches for.
 */
const notOurs = ['stored', 'endsAt', 'attested'];

/**
 * Each combination of what must be there, without anything else, with all else, and with each further field by itself:
 * all combinations of these would be millions.
 */
function recordsOf(world: World, shape: Shape): readonly object[] {
  const fields = Object.entries(shape).filter(([name]) => !notOurs.includes(name));
  const needed = fields
    .filter(([, { kind }]) => kind !== 'optional')
    .reduce<readonly object[]>(
      (records, [name, field]) => records.flatMap((record) => valuesOf(world, name, field).map((value) => ({ ...record, [name]: value }))),
      [{}],
    );
  const further = fields.flatMap(([name, field]) => (field.kind === 'optional' ? [{ name, values: valuesOf(world, name, field.of) }] : []));
  const all = Object.fromEntries(further.map(({ name, values }) => [name, values[0]]));
  const alone = further.flatMap(({ name, values }) => values.map((value) => ({ [name]: value })));
  return needed.flatMap((record) => [{}, all, ...alone].map((more) => ({ ...record, ...more })));
}

/** Each value once. */
export function distinct<T>(values: readonly T[]): readonly T[] {
  const byText = new Map<string, T>();
  for (const value of values) if (!byText.has(JSON.stringify(value))) byText.set(JSON.stringify(value), value);
  return [...byText.values()];
}
