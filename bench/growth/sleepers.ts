import { arrivals } from '../flow/arrivals';
import { idle } from '../flow/idle';
import { People } from '../flow/people';
import type { BenchStack } from '../measure/bench-stack';
import { programs, total, type Cpu } from '../measure/cpu';
import type { Growth } from './limits';

/** The time on a processor that an idle second costs, without sleepers and with that many more accounts whose workflows sleep. */
export async function comparedSleepers(stack: BenchStack, seed: number, sleepers: number): Promise<Growth[]> {
  const before = await idle(stack);
  console.error(`  taking in ${sleepers} accounts`);
  await arrivals(stack, new People(seed), sleepers);
  const after = await idle(stack);
  const compared = (name: string, of: (cpu: Cpu) => number): Growth => ({
    ...{ what: `CPU of an idle second: ${name}`, unit: 'ms', limit: undefined },
    ...{ little: of(before.cpu), much: of(after.cpu) },
  });
  return [...programs.map((program) => compared(program, (cpu) => cpu[program])), compared('together', total)];
}
