import { text } from './compose';

interface Stage {
  base: string;
  name: string;
  instructions: string[];
}

/** The stages of the Dockerfile in their order. */
export const stages: readonly Stage[] = text('Dockerfile')
  .replaceAll(/\\\n\s*/g, '')
  .split(/^(?=FROM )/m)
  .slice(1)
  .map((stage) => {
    const [, base = '', name = ''] = /^FROM (\S+) AS (\S+)/.exec(stage) ?? [];
    return { base, name, instructions: stage.split('\n').filter((line) => /^[A-Z]+ /.test(line)) };
  });

/** The instructions of a stage, after those of the stages that it is based on. */
export function instructionsOf(name: string): string[] {
  const stage = stages.find((candidate) => candidate.name === name);
  return stage ? [...instructionsOf(stage.base), ...stage.instructions] : [];
}

/** The last instruction of this kind: the one that holds. */
export const effective = (name: string, kind: string): string | undefined =>
  instructionsOf(name).findLast((line) => line.startsWith(`${kind} `));

export function variablesOf(name: string): Record<string, string> {
  const pairs = instructionsOf(name)
    .filter((line) => line.startsWith('ENV '))
    .flatMap((line) => line.slice('ENV '.length).split(' '));
  return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
}
