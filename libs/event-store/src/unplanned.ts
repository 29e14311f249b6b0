/**
 * A condition that no index answers, for a statement that finds its rows by their keys and keeps its plan: a few open
 * rows when the plan is made may be many when it is used.
 */
export const unplanned = (condition: string): string => `CASE WHEN ${condition} THEN true END`;
