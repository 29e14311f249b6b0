import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  createSourceFile,
  forEachChild,
  isNoSubstitutionTemplateLiteral,
  isStringLiteral,
  isTemplateExpression,
  ScriptTarget,
  type Node,
} from 'typescript';
import { repositoryRoot } from '#stack';

/** A statement as a program's source has it: the fixed parts of its text, in order. */
export interface WrittenStatement {
  place: string;
  parts: readonly string[];
}

const programs = ['apps', 'activities', 'libs'];
const noPrograms = /\.spec\.ts$|\.d\.ts$|\/testing\/|\/migrations\/|\/migrate\.ts$|libs\/(stack|journey)\//;
/** Also of what is sent. */
export const isStatement = /^\s*\(?(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s/;

function partsOf(node: Node): string[] | undefined {
  if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
  return undefined;
}

function statementsOf(file: string): WrittenStatement[] {
  const source = createSourceFile(file, readFileSync(file, 'utf8'), ScriptTarget.Latest, true);
  const found: WrittenStatement[] = [];
  const visit = (node: Node): void => {
    const parts = partsOf(node);
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    if (parts && isStatement.test(parts[0]!)) found.push({ place: `${relative(repositoryRoot, file)}:${line}`, parts });
    forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Every statement that the sources of the programs hold. */
export function writtenStatements(): WrittenStatement[] {
  const files = programs.flatMap((folder) =>
    readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(repositoryRoot, folder, file)),
  );
  return files.filter((file) => file.endsWith('.ts') && !noPrograms.test(relative(repositoryRoot, file))).flatMap(statementsOf);
}

/** True if a text that was sent has all the fixed parts of this statement, in order. */
export function isSentAs({ parts }: WrittenStatement, text: string): boolean {
  let from = 0;
  return parts.every((part) => {
    const at = text.indexOf(part.trim(), from);
    from = at + part.trim().length;
    return at >= 0;
  });
}
