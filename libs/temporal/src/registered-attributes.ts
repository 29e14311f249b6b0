import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes';
import type { Connection } from '@temporalio/client';
import { searchAttributes, type SearchAttributeName } from './search-attributes';

/** A connection that may also ask the operator service. */
export type OperatorConnection = Pick<Connection, 'operatorService' | 'workflowService' | 'withDeadline'>;

const answerWithinMs = 5_000;
const names = Object.keys(searchAttributes) as SearchAttributeName[];
const typeOf = (name: SearchAttributeName) => encodeSearchAttributeIndexedValueType(searchAttributes[name].type)!;

/** gRPC codes. */
const [invalidArgument, alreadyThere] = [3, 6];

/**
 * Adds these attributes; one that the namespace has, also with another type, stays as it is. Two programs may do it at
 * once. Temporal adds all or none: where it has no room for all, each is added that it has room for.
 * @throws when Temporal does not answer within 5 s, does not allow it, or has no room for one of them.
 */
export async function registerAttributes(
  connection: OperatorConnection,
  namespace: string,
  missing: readonly SearchAttributeName[] = names,
): Promise<void> {
  const add = (some: readonly SearchAttributeName[]) =>
    connection.operatorService
      .addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(some.map((name) => [name, typeOf(name)])) })
      .catch((error: unknown) => {
        if (some.length === 1 && codeOf(error) === alreadyThere) return;
        throw error;
      });
  await connection.withDeadline(Date.now() + answerWithinMs, () =>
    add(missing).catch((error: unknown) => {
      if (codeOf(error) !== invalidArgument && codeOf(error) !== alreadyThere) throw error;
      return eachAlone(missing, add);
    }),
  );
}

async function eachAlone<T>(items: readonly T[], add: (some: readonly T[]) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) await add([item]).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

/**
 * Returns the attributes that the namespace has with the right type, and that its frontend takes: a full server needs
 * about two seconds more after they are added. Those in `taken` are not tried again.
 * @throws when Temporal does not answer within 5 s.
 */
export async function whichRegistered(
  connection: OperatorConnection,
  namespace: string,
  taken: ReadonlySet<SearchAttributeName> = new Set(),
): Promise<ReadonlySet<SearchAttributeName>> {
  return connection.withDeadline(Date.now() + answerWithinMs, async () => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const listed = names.filter((name) => customAttributes[name] === typeOf(name));
    const fresh = listed.filter((name) => !taken.has(name));
    const takes = fresh.length === 0 || (await frontendTakes(connection, namespace, fresh));
    return new Set(takes ? listed : listed.filter((name) => taken.has(name)));
  });
}

/** Counts by these attributes, which a frontend refuses while it does not know them. */
async function frontendTakes(
  { workflowService }: OperatorConnection,
  namespace: string,
  fresh: readonly SearchAttributeName[],
): Promise<boolean> {
  const query = [...fresh.map((name) => `${name} IS NULL`), `WorkflowId = ''`].join(' AND ');
  try {
    await workflowService.countWorkflowExecutions({ namespace, query });
    return true;
  } catch (error) {
    if (codeOf(error) === invalidArgument) return false;
    throw error;
  }
}

const codeOf = (error: unknown) => (error as { code?: number }).code;
