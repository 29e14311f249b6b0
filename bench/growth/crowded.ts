import { oneByOne, tenAtOnce, warmUp } from '../flow/lifecycles';
import { Members } from '../flow/members';
import { People } from '../flow/people';
import type { BenchStack } from '../measure/bench-stack';
import { median } from '../measure/quantile';
import type { Growth } from './limits';

/** What one round tells of a stack. */
interface Round {
  p50: Record<string, number>;
  postgresMs: number;
}

const lifecycles = 25;
const forMs = 10_000;
const limit = 1.3;

/** The 50th percentile of each command, and the time of PostgreSQL a lifecycle: with empty tables, and with full ones. */
export async function comparedCrowds(empty: BenchStack, crowded: BenchStack, seed: number, rounds: number): Promise<Growth[]> {
  const both = [await Members.of(empty, new People(seed)), await Members.of(crowded, new People(seed))] as const;
  for (const members of both) await warmUp(members);
  const [little, much]: [Round[], Round[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    console.error(`  round ${round + 1} of ${rounds}`);
    little.push(await roundOf(empty, both[0]));
    much.push(await roundOf(crowded, both[1]));
  }
  return growths(little, much);
}

async function roundOf(stack: BenchStack, members: Members): Promise<Round> {
  const { calls } = await oneByOne(stack, members, lifecycles);
  const { cpu } = await tenAtOnce(stack, members, forMs);
  return { p50: Object.fromEntries(Object.entries(calls).map(([name, { p50 }]) => [name, p50])), postgresMs: cpu.postgres };
}

function growths(little: readonly Round[], much: readonly Round[]): Growth[] {
  const isCommand = (name: string) => !name.startsWith('until ');
  const together = ({ p50 }: Round) => Object.entries(p50).reduce((sum, [name, ms]) => (isCommand(name) ? sum + ms : sum), 0);
  const compared = (what: string, of: (round: Round) => number, most?: number): Growth => ({
    ...{ what, unit: 'ms', limit: most },
    ...{ little: median(little.map(of)), much: median(much.map(of)) },
  });
  const names = Object.keys(little[0]!.p50);
  return [
    ...names.map((name) => compared(`p50: ${name}`, ({ p50 }) => p50[name] ?? NaN)),
    compared('p50 of all commands of a lifecycle', together, limit),
    compared('CPU of PostgreSQL, a lifecycle', ({ postgresMs }) => postgresMs, limit),
  ];
}
