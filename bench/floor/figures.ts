import type { Figure } from '../flow/figures';
import { total, type Cpu } from '../measure/cpu';
import type { WorkflowCost } from '../measure/workflows';
import type { SqlFloor } from './sql-floor';
import type { TemporalFloor } from './temporal-floor';

/** What so many lifecycles cost where no program does anything of its own. */
export interface Floor {
  lifecycles: number;
  /** What workflows of a lifecycle did in the recording. */
  recorded: Record<string, WorkflowCost>;
  /** Milliseconds of a bare server for all calls. */
  http: number;
  sql: SqlFloor;
  temporal: TemporalFloor;
}

const part = 'floor, CPU a lifecycle';

/** The floor part by part, what it did, and the measured lifecycle beside it. */
export function floorFigures({ lifecycles, recorded, http, sql, temporal }: Floor, measured: Cpu): Figure[] {
  const each = (all: number) => all / lifecycles;
  const api = { 'bare HTTP': each(http), 'statements sent': each(sql.used.api!), 'signals sent': each(temporal.used.client!) };
  const worker = { 'bare workflows': each(temporal.used.worker!), 'statements sent': each(sql.used.worker!) };
  const floors = {
    api: sum(Object.values(api)),
    worker: sum(Object.values(worker)),
    temporal: each(temporal.used.temporal!),
    postgres: each(sql.used.postgres!),
  };
  const together = sum(Object.values(floors));
  const names = Object.keys(floors) as (keyof typeof floors)[];
  return [
    ...rows(part, 'ms', prefixed('api', api)),
    ...rows(part, 'ms', prefixed('worker', worker)),
    ...rows(part, 'ms', { ...floors, together }),
    ...rows('measured ÷ floor', '', Object.fromEntries(names.map((name) => [name, measured[name] / floors[name]]))),
    { part: 'measured ÷ floor', name: 'together', unit: '', value: total(measured) / together },
    ...rows('what the floor did, a lifecycle (recorded)', '', {
      transitions: each(temporal.done.transitions),
      'transitions, recorded': sum(Object.values(recorded).map(({ transitions }) => transitions)),
      events: each(temporal.done.events),
      'events, recorded': sum(Object.values(recorded).map(({ events }) => events)),
      statements: each(sql.statements),
      'statements answered alike': each(sql.alike),
    }),
  ];
}

const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);

const prefixed = (program: string, parts: Record<string, number>) =>
  Object.fromEntries(Object.entries(parts).map(([name, value]) => [`${program}: ${name}`, value]));

const rows = (of: string, unit: string, values: Record<string, number>): Figure[] =>
  Object.entries(values).map(([name, value]) => ({ part: of, name, unit, value }));
