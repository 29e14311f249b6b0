import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';

/** The content of a doc comment: the rules and articles before the colon, and the sentence after it. */
export interface Doc {
  source: string;
  text: string;
}

/** One exported table of a policy file: its doc, and each entry with its own. */
export interface PolicyTable {
  name: string;
  doc: Doc;
  entries: readonly { name: string; doc: Doc; value: ts.Expression }[];
}

export interface Policy {
  /** The folder's noun: account, deregistration, … */
  subject: string;
  file: string;
  tables: readonly PolicyTable[];
}

/** Every `<subject>.policy.ts` below the folder, by subject. */
export function readPolicies(domainFolder: string): readonly Policy[] {
  return readdirSync(domainFolder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.policy.ts'))
    .sort()
    .map((file) => {
      const source = ts.createSourceFile(file, readFileSync(join(domainFolder, file), 'utf8'), ts.ScriptTarget.Latest, true);
      return { subject: basename(file, '.policy.ts'), file: basename(file), tables: source.statements.flatMap(tablesOf) };
    });
}

function tablesOf(statement: ts.Statement): readonly PolicyTable[] {
  if (!ts.isVariableStatement(statement) || !statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }) => {
    const literal = initializer && unwrap(initializer);
    if (!literal || !ts.isObjectLiteralExpression(literal) || isByVersion(literal)) return [];
    return [{ name: name.getText(), doc: docOf(statement), entries: entriesOf(literal) }];
  });
}

/** The policies of a process by version: each is a table of its own. */
const isByVersion = ({ properties }: ts.ObjectLiteralExpression) =>
  properties.every(({ name }) => name !== undefined && ts.isNumericLiteral(name));

export const entriesOf = (literal: ts.ObjectLiteralExpression) =>
  literal.properties
    .filter(ts.isPropertyAssignment)
    .map((property) => ({ name: property.name.getText(), doc: docOf(property), value: unwrap(property.initializer) }));

/** Without `as const` and `satisfies`. */
const unwrap = (expression: ts.Expression): ts.Expression =>
  ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression) ? unwrap(expression.expression) : expression;

const named = /^((?:[A-Z]\d+|our choice)(?:, (?:[A-Z]\d+|our choice))*): /i;

function docOf(node: ts.Node): Doc {
  const text = ts
    .getJSDocCommentsAndTags(node)
    .map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '')
    .join(' ')
    .replaceAll(/\s+/g, ' ');
  const source = named.exec(text)?.[1] ?? '';
  const sentence = source === '' ? text : text.slice(source.length + 2);
  return { source, text: sentence.charAt(0).toUpperCase() + sentence.slice(1) };
}
