import { join } from 'node:path';
import ts from 'typescript';
import { day, hour, processes } from '#domain';
import { repositoryRoot } from '#stack';
import { livesOfProcesses } from './lives';
import { markdown } from './markdown';
import { entriesOf, readPolicies, type Policy, type PolicyTable } from './policies';
import { timedLives, type TimedLife } from './timed-commands';

const preamble = `# The rules and their numbers

Made by \`npm run rules\` from the policies and rules in \`libs/domain/src\`; change a rule there, not here. \`npm run rules -- --check\` tells whether this page is up to date.

Sources. **S0**–**S4** are the five articles that the product's rules come from: S0 member registration · S1 personal account and
deregistration · S2 company registration · S3 how to apply · S4 domain e-mail. A letter with a number (D1, G2, E6) is a row in the list of
rules drawn from them: R registration, P confirmations, G growth of permissions, D deregistration, C companies and logs, E e-mail and codes. **X** marks a place where the articles contradict each other and
one reading was taken. *Our choice* is ours alone; beside an article it means that the sentence says which part is. The articles are no specification and no law, and no number here is one that a law asks for: every
number is a default.

A process keeps the version of the policy that it was opened under. A table of a higher version says what is different from the one before it, for processes that are opened from then on.

A day is 24 hours; day N is N × 24 h after the start.
`;

/** The text of docs/rules.md. */
export const rulesDocument = (): string =>
  [preamble, ...readPolicies(join(repositoryRoot, 'libs/domain/src')).map(chapter), lives()].join('\n');

const lives = () =>
  `## Processes\n\nWho sends which command, what it records, and with what it refuses its caller.\n\n${livesOfProcesses('###')}`;

function chapter({ subject, file, tables }: Policy): string {
  const versions = [...new Set(tables.flatMap(({ entries }) => entries.filter(({ name }) => name === 'version').map(versionOf)))].sort();
  const head = `## ${subject}\n\nFrom \`${file}\`${versions.length > 0 ? `, version ${versions.join(' and ')}` : ''}.\n`;
  const lives = subject in processes ? timedLives(subject as keyof typeof processes) : [];
  return [head, ...tables.map((table) => section(table)), ...lives.map((life) => timedTable(subject, life))].join('\n');
}

const versionOf = ({ value }: PolicyTable['entries'][number]) => value.getText();

function section(table: PolicyTable): string {
  const isVersionAlone = table.entries.length > 0 && table.entries.every(({ name }) => name === 'version');
  if (isVersionAlone) return paragraph(table);
  if (table.name.endsWith('Policy')) return `${paragraph(table)}${rulesTable(table)}`;
  return `### ${table.name}\n\n${paragraph(table)}${table.entries.every(({ value }) => ts.isObjectLiteralExpression(value)) ? stepsTable(table) : oneRow(table)}`;
}

const paragraph = ({ doc }: PolicyTable) => (doc.text === '' ? '' : `${doc.text}${doc.source && ` (${doc.source})`}\n\n`);

const rulesTable = ({ entries }: PolicyTable) =>
  markdown(
    ['rule', 'default', 'source'],
    entries
      .filter(({ name }) => name !== 'version')
      .map(({ name, doc, value }) => [doc.text, `\`${name}\` = ${format(value)}`, doc.source]),
  );

/** Entries that are tables of their own: one line each, in order. */
function stepsTable({ entries }: PolicyTable): string {
  const lines = entries.map(({ name, value }) => ({ name, fields: entriesOf(value as ts.ObjectLiteralExpression) }));
  const columns = [...new Set(lines.flatMap(({ fields }) => fields.map((field) => field.name)))];
  const cell = (fields: ReturnType<typeof entriesOf>, column: string) =>
    fields.filter(({ name }) => name === column).map(({ value }) => format(value))[0] ?? '–';
  return markdown(
    ['#', 'step', ...columns],
    lines.map(({ name, fields }, i) => [String(i + 1), `\`${name}\``, ...columns.map((column) => cell(fields, column))]),
  );
}

const oneRow = ({ entries }: PolicyTable) =>
  markdown(
    entries.map(({ name }) => name),
    [entries.map(({ value }) => format(value))],
  );

function timedTable(type: string, { policyId, policyVersion, timed }: TimedLife): string {
  const lines = timed.map(({ command, dueAt }) => {
    const { type: name, ...fields } = command;
    const told = Object.entries(fields).map(([field, value]) => ` ${field} ${String(value)}`);
    return [`\`${name}\`${told.join(',')}`, dueAt % day === 0 ? `day ${dueAt / day}` : `hour ${dueAt / hour}`];
  });
  const of = policyId === undefined ? '' : `, by \`${policyId}\`, version ${policyVersion}`;
  return `### Timed commands of the ${type}${of}\n\nWith each alarm at its instant, and each step done at once; working days as from a Thursday.\n\n${markdown(['command', 'due'], lines)}`;
}

/** A literal as a reader likes it: lists without brackets, an object as its fields, one inside another in brackets. */
function format(value: ts.Expression, deep = false): string {
  if (ts.isStringLiteral(value)) return value.text;
  if (ts.isArrayLiteralExpression(value)) {
    const nested = value.elements.some(ts.isObjectLiteralExpression);
    return value.elements.map((element) => format(element, deep)).join(nested && !deep ? '<br>' : ', ') || '–';
  }
  if (!ts.isObjectLiteralExpression(value)) return value.getText();
  const fields = entriesOf(value).map((field) => `${field.name}: ${format(field.value, true)}`);
  return deep ? `(${fields.join('; ')})` : fields.join('; ');
}
