/** The order in which parts end: a part ends before those that it depends on. Each finishes its work at its signal. */
export const stopOrder = [
  { name: 'worker', signal: 'SIGTERM' },
  { name: 'api', signal: 'SIGTERM' },
  { name: 'simulator', signal: 'SIGTERM' },
  { name: 'temporal', signal: 'SIGTERM' },
  { name: 'postgres', signal: 'SIGINT' },
] as const;

export type PartName = (typeof stopOrder)[number]['name'];
