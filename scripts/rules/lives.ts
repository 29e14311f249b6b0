import { codesOfCommand, originsOf, processes, type AnyRule, type ProcessType } from '#domain';
import { markdown } from './markdown';

type Kind = (typeof processes)[ProcessType];

const names = Object.keys(processes) as ProcessType[];
const quote = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(', ') || '–';

/**
 * Where each process can stand, who moves it with which command and by which right, what that records, and with what it
 * refuses its caller.
 */
export const livesOfProcesses = (heading: string): string => names.map((name) => life(name, heading)).join('\n');

function life(name: ProcessType, heading: string): string {
  const process: Kind = processes[name];
  const rules = Object.entries(process.rules as Readonly<Record<string, AnyRule>>);
  const rows = rules.map(([command, { emits, right }]) => {
    const origins = originsOf(process, command);
    const codes = origins.includes('caller') ? codesOfCommand(name, command) : [];
    const senders = origins.map((origin) => (origin === 'caller' ? `caller (\`${right}\`)` : origin));
    return [`\`${command}\``, senders.join(', '), quote(emits), quote(codes)];
  });
  const table = markdown(['command', 'sent by', 'records', 'refuses its caller with'], rows);
  return `${heading} The life of the ${name}\n\n${statesOf(process)}\n\n${table}`;
}

const words = { open: 'open', passing: 'passing by themselves', over: 'over' } as const;

function statesOf({ states }: Kind): string {
  const kinds = Object.keys(words) as (keyof typeof words)[];
  const of = (kind: string) => Object.entries(states).flatMap(([state, is]) => (is === kind ? [state] : []));
  return `States: ${kinds
    .filter((kind) => of(kind).length > 0)
    .map((kind) => `${quote(of(kind))} (${words[kind]})`)
    .join(' · ')}.`;
}
