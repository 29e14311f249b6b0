import { entry } from './entry';

/** Alerts about people who look like trouble. */
export const riskAlertProblems = {
  'alert-closed': entry(409, 'The alert is resolved', 'Do nothing: GET it to see what came of it. With the next cause it is open again.'),
  'alert-acknowledged': entry(409, 'Somebody looks after this alert', 'Resolve it once you know what came of it; GET it to see who does.'),
} as const;
