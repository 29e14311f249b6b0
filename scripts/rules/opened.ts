import {
  companyRoles,
  identityReviewer,
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

/** Every state that a caller's first command can lead to at 0, each once. Commands and what they find derive from the shapes and needs of the rules. */
export function openedStates(type: ProcessType): readonly Opened[] {
  const known = statesByType.get(type);
  if (known !== undefined) return known;
  // Processes that need one another end here: the second one finds none of the first.
  statesByType.set(type, []);
  const opened = open(type);
  statesByType.set(type, opened);
  return opened;
}

const statesByType = new Map<string, readonly Opened[]>();

function open(type: ProcessType): readonly Opened[] {
  const { initial, evolve, decide } = processOf(type);
  const states = firstCommands(type).map((command) =>
    decide(initial, command, factsFor(type, command), 0).events.reduce<Opened>((state, event) => evolve(state, event), initial),
  );
  return distinct(states.filter(({ status }) => status !== initial.status));
}

const firstCommands = (type: ProcessType): readonly Command[] =>
  Object.entries(processes[type].rules as Readonly<Record<string, { takes: Field }>>)
    .filter(([command]) => originsOf(processOf(type), command).includes('caller'))
    .flatMap(([command, { takes }]) => valuesOf(command, takes).map((fields) => ({ ...(fields as object), type: command })));

/** What a command finds: every stream that it needs is open, and nobody holds an identifier. */
function factsFor(type: ProcessType, command: Command, found: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const { needs, initial } = processOf(type);
  const asked = Object.entries(needs(command, initial, found)).filter(([name]) => !(name in found));
  if (asked.length === 0) return found;
  const facts: Record<string, unknown> = { ...found };
  for (const [name, need] of asked) facts[name] = need.need === 'stream' ? openedStates(need.process as ProcessType)[0] : undefined;
  return factsFor(type, command, facts);
}

/** The values of a field that may open a process in different ways: each word that it names, and with or without what is optional. An id is its own name. */
function valuesOf(name: string, field: Field): readonly unknown[] {
  switch (field.kind) {
    case 'id':
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
      return valuesOf(name, field.of).map((value) => [value]);
    case 'table':
      return [Object.fromEntries([...companyRoles, identityReviewer].map((role) => [role, valuesOf(role, field.of)[0]]))];
    case 'group':
      return recordsOf(field.shape);
    case 'either':
      return field.options.flatMap((option) => valuesOf(name, option));
    case 'optional':
      return [...valuesOf(name, field.of), undefined];
  }
}

const recordsOf = (shape: Shape): readonly object[] =>
  Object.entries(shape).reduce<readonly object[]>(
    (records, [name, field]) =>
      records.flatMap((record) => valuesOf(name, field).map((value) => ({ ...record, ...(value !== undefined && { [name]: value }) }))),
    [{}],
  );

/** Each value once. */
export function distinct<T>(values: readonly T[]): readonly T[] {
  const byText = new Map<string, T>();
  for (const value of values) if (!byText.has(JSON.stringify(value))) byText.set(JSON.stringify(value), value);
  return [...byText.values()];
}
