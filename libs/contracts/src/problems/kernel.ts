import { entry } from './entry';

/** About the call, whatever process it is for. */
export const kernel = {
  'version-mismatch': entry(
    412,
    'The process has moved on since that version',
    'Get the process, decide by what it is now, and send its new ETag as If-Match with a new Idempotency-Key.',
  ),
  'idempotency-key-reused': entry(
    422,
    'This Idempotency-Key belongs to another request',
    'Send a new Idempotency-Key for this request, or the first request unchanged to hear its answer again.',
  ),
  'clock-advancing': entry(
    409,
    'The clock is being moved already',
    'Wait until the other POST /dev/clock/advance has answered, and ask again with a new Idempotency-Key.',
  ),
  'clock-not-quiet': entry(
    409,
    'Something does not come to rest',
    'Look at the processes that unmet names and at GET /v1/operator-tasks, remove what keeps them, and move the clock again.',
  ),
  unavailable: entry(
    503,
    'Maybe done, maybe not: the same Idempotency-Key settles it',
    'Repeat the same request with the same Idempotency-Key after the seconds that Retry-After says.',
  ),
  'no-worker': entry(
    503,
    'No worker answers for this workflow',
    'Ask again when a worker runs; where the process stands is told without one by the process itself.',
  ),
  internal: entry(500, 'A fault of ours', 'Repeat the same request with the same Idempotency-Key, and report the traceId if it stays so.'),
} as const;
