import { Context } from '@temporalio/activity';

/** Returns what Temporal's clock showed when it scheduled this try of the running activity. */
export const scheduledAt = (): number => Context.current().info.currentAttemptScheduledTimestampMs;
