/** One queue for workflows and one for their activities, so that a hanging provider never blocks a workflow. */
export const taskQueues = { processes: 'tenure-processes', effects: 'tenure-effects' } as const;
