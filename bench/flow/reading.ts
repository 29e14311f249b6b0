import type { BenchStack } from '../measure/bench-stack';
import { load, surroundingsOf, type Surroundings } from '../measure/surroundings';
import { yardstick, type Yardstick } from '../measure/yardstick';
import { arrivals, type Arrivals } from './arrivals';
import { idle, type Idle } from './idle';
import { oneByOne, tenAtOnce, warmUp, type AtOnce, type OneByOne } from './lifecycles';
import { Members } from './members';
import { People } from './people';

/** All that one run measures on one stack. */
export interface Reading {
  seed: number;
  surroundings: Surroundings;
  load: { before: number; after: number };
  yardstick: Yardstick;
  idle: Idle;
  oneByOne: OneByOne;
  atOnce: AtOnce;
  arrivals: Arrivals;
}

export interface Size {
  /** How many lifecycles one after the other. */
  lifecycles: number;
  /** How long ten at once. */
  seconds: number;
  accounts: number;
}

export async function readFlow(stack: BenchStack, seed: number, size: Size): Promise<Reading> {
  const before = { load: load(), yardstick: await yardstick(stack) };
  const people = new People(seed);
  const members = await Members.of(stack, people);
  await warmUp(members);
  const slowly = await oneByOne(stack, members, size.lifecycles);
  const quickly = await tenAtOnce(stack, members, size.seconds * 1_000);
  const resting = await idle(stack);
  const arrived = await arrivals(stack, people, size.accounts);
  return {
    seed,
    surroundings: await surroundingsOf(stack),
    load: { before: before.load, after: load() },
    yardstick: { before: before.yardstick, after: await yardstick(stack) },
    idle: resting,
    oneByOne: slowly,
    atOnce: quickly,
    arrivals: arrived,
  };
}
