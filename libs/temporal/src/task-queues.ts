/** Workflows on one, the effects that they owe the world on the other: a provider that hangs never takes a workflow's place. */
export const taskQueues = { processes: 'tenure-processes', effects: 'tenure-effects' } as const;
