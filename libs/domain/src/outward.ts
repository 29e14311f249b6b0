import { hidden, type Outward } from './hidden';
import { isProcessType, processes } from './processes';
import type { Viewer } from './visibility';

const outwardOf = (type: string): Outward | undefined =>
  isProcessType(type) ? (processes[type] as { outward?: Outward }).outward : undefined;

/** What only some are shown, they are shown whole: operators, and those who read as they do. */
const seesInside = ({ as }: Viewer): boolean => as === 'operator';

/** The state of a process as this viewer is shown it. */
export const shownState = (type: string, state: string, viewer: Viewer): string =>
  seesInside(viewer) ? state : (outwardOf(type)?.states[state] ?? state);

/** The states that this viewer is shown as this one: none where it is shown to others alone. */
export function statesShownAs(type: string, state: string, viewer: Viewer): readonly string[] {
  const states = outwardOf(type)?.states;
  if (states === undefined || seesInside(viewer)) return [state];
  return [...(state in states ? [] : [state]), ...insideOf(states, state)];
}

/**
 * Whether this viewer may learn when a process in this state moves by itself: an instant would tell two states apart.
 */
export function tellsDeadlines(type: string, state: string, viewer: Viewer): boolean {
  const states = outwardOf(type)?.states ?? {};
  return seesInside(viewer) || !(state in states || insideOf(states, state).length > 0);
}

/** The name of an event as this viewer is shown it; undefined: it is not. */
export function shownEvent(type: string, event: string, viewer: Viewer): string | undefined {
  const shown = seesInside(viewer) ? event : (outwardOf(type)?.events[event] ?? event);
  return shown === hidden ? undefined : shown;
}

/** The types of event that a viewer may be shown under one of these names. */
export const eventsShownAs = (names: readonly string[], viewer: Viewer): readonly string[] =>
  seesInside(viewer) ? names : [...new Set([...names, ...renamed().flatMap(([event, name]) => (names.includes(name) ? [event] : []))])];

/** Whether this viewer is shown an event of such a process otherwise than it was recorded. */
export const isRetold = (type: string, viewer: Viewer): boolean => !seesInside(viewer) && outwardOf(type) !== undefined;

/** The events that this viewer is not shown, each as `<process>:<type>`. */
export const hiddenFrom = (viewer: Viewer): readonly string[] =>
  seesInside(viewer)
    ? []
    : Object.keys(processes).flatMap((type) =>
        Object.entries(outwardOf(type)?.events ?? {}).flatMap(([event, name]) => (name === hidden ? [`${type}:${event}`] : [])),
      );

const renamed = () => Object.keys(processes).flatMap((type) => Object.entries(outwardOf(type)?.events ?? {}));

const insideOf = (states: Outward['states'], shown: string): string[] =>
  Object.entries(states).flatMap(([state, as]) => (as === shown ? [state] : []));
