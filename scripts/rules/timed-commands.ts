import { originsOf, processOf, type Command, type Deadline, type ProcessType } from '#domain';
import { resultOf } from '#journey';
import { distinct, openedStates, type Opened } from './opened';

/** Timed commands that only an act of a caller, a proof, or a merge makes due; the policy of that act says when. */
const onlyAfterAnAct: readonly string[] = [
  ...['ExpireEvidenceRequest', 'AnnounceExpiry', 'LapseCredential', 'DropLevel', 'EndLock'],
  ...['ReleaseFormerPhone', 'EndMergedRetention', 'EndPlannedEmployment'],
];

/** The timed commands of a process with one opening; if it has several, also the policy. */
export interface TimedLife {
  policyId?: string;
  policyVersion?: number;
  timed: readonly Deadline[];
}

/** No built-in policy plans them: they come where a stored one says so. */
const ofStoredPolicies: ReadonlySet<string> = new Set(['EscalateStage', 'DecideStage', 'SettleStage']);

/**
 * When each timed command comes, told by the rules themselves: the process is opened at 0 in every way, each alarm
 * rings at its instant, each effect goes well
 * at once, and nobody does anything more.
 */
export function timedLives(type: ProcessType): readonly TimedLife[] {
  const process = processOf(type);
  const timed = Object.keys(process.origins).filter((command) => originsOf(process, command).includes('clock'));
  if (timed.length === 0) return [];
  // What a rule has approved at its opening waits for nobody.
  const opened = openedStates(type).filter((state) => process.outcome(state) === undefined);
  const lives = distinct(opened.map((state) => ({ ...policyOf(state), timed: timedCommands(type, state) })));
  const seen = lives.flatMap((life) => life.timed.map(({ command }) => command.type));
  const missing = timed.filter((command) => !seen.includes(command) && !onlyAfterAnAct.includes(command) && !ofStoredPolicies.has(command));
  if (missing.length > 0) throw new Error(`${type}: ${missing.join(', ')} never came, however a caller opens it`);
  return lives.filter((life) => life.timed.length > 0);
}

const policyOf = ({ policyId, policyVersion }: Opened) =>
  policyId === undefined || policyVersion === undefined ? {} : { policyId, policyVersion };

function timedCommands(type: ProcessType, opened: Opened): readonly Deadline[] {
  const { decide, evolve, due, owed } = processOf(type);
  const seen: Deadline[] = [];
  let state = opened;
  const take = (command: Command, now: number) => {
    const { events } = decide(state, command, {}, now);
    state = events.reduce((folded, event) => evolve(folded, event), state);
    return events.length > 0;
  };
  const performOne = (now: number) =>
    owed(state).some(({ kind, n }) => {
      const result = resultOf(type, kind, n);
      return result !== undefined && take(result, now);
    });
  for (let next = due(state)[0]; next !== undefined; next = due(state)[0]) {
    const { command, dueAt } = next;
    seen.push(next);
    if (!take(command, dueAt)) throw new Error(`${type}: ${command.type} is not accepted at its own instant`);
    while (performOne(dueAt));
  }
  return seen;
}
