import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import * as contracts from './index';
import { faces, type Face } from './index';

interface Node {
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
}

/** Names of fields that hold ids, wherever they stand. */
const isId = (name: string) => /(^id|Id|By|To)$/.test(name) || ['assignee', 'actor', 'managers', 'client'].includes(name);

function idsIn(node: Node): string[] {
  const inner = [
    ...(node.items ? [node.items] : []),
    ...(node.anyOf ?? []),
    ...(node.oneOf ?? []),
    ...Object.values(node.properties ?? {}),
  ];
  return [...Object.keys(node.properties ?? {}).filter(isId), ...inner.flatMap(idsIn)];
}

const isSchema = (value: unknown): value is z.ZodType => value instanceof z.ZodType;
const answers: readonly z.ZodType[] = [
  ...Object.values<Face>(faces).map(({ answer }) => answer),
  ...Object.values<unknown>(contracts)
    .filter(isSchema)
    .filter((schema) => schema.meta()?.['examples'] === undefined),
];
/** Of a call, or no id at all: `movedBy` names commands. */
const asked = ['adminTransferId', 'matterId', 'deviceId', 'movedBy'];

describe('the table of ids', () => {
  it('has a row for each id in an answer', () => {
    const table = readFileSync(join(__dirname, '../../../docs/ids.md'), 'utf8');
    const rows = new Set([...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name));
    const found = new Set(answers.flatMap((schema) => idsIn(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as Node)));
    expect([...found].filter((name) => !rows.has(name) && !asked.includes(name))).toEqual([]);
    expect(found.size).toBeGreaterThan(20);
  });
});
