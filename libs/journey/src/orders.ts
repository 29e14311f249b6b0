import { accountRecipes } from './account-recipes';
import { companyRecipes } from './company-recipes';
import type { ProcessName } from './driver';
import type { Names, Order, Recipes } from './order';
import { registrationRecipes } from './registration-recipes';
import type { CommandStep, Name, StepName } from './step';

const recipes: Recipes<StepName> = { ...companyRecipes, ...registrationRecipes, ...accountRecipes };

/** The process to read before the command of a step can be made. */
export const readsOf = (step: CommandStep): readonly [ProcessName, Name] | undefined => recipes[step.step].reads?.(step as never);

/** The command of a step; `state`: of the process that {@link readsOf} names. */
export const orderOf = (step: CommandStep, names: Names, state?: unknown): Order =>
  recipes[step.step].order(step as never, names, state as never);
