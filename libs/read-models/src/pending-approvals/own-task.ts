/** SQL for a row that is a task of its assignee: neither a slot that waits for them nor a task that they were lent. */
export const isOwnTask = `task_id NOT LIKE 'vacant.%' AND task_id NOT LIKE 'lent.%'`;
