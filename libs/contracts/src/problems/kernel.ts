import { entry } from './entry';

/** Problems of a call to any process. */
export const kernel = {
  'version-mismatch': entry(
    412,
    'The process has changed since that version',
    'Get the process, decide again, and send its new ETag as If-Match with a new Idempotency-Key.',
  ),
  'idempotency-key-reused': entry(
    422,
    'This Idempotency-Key belongs to another request',
    'Send a new Idempotency-Key for this request, or repeat the first request unchanged to get its answer again.',
  ),
  'idempotency-key-expired': entry(
    422,
    'This Idempotency-Key was used more than 90 days ago',
    'Get the process that the first call was about; send a new Idempotency-Key for a new request.',
  ),
  'clock-advancing': entry(
    409,
    'Another call is moving the clock',
    'Wait until the other POST /dev/clock/advance has answered, and repeat the request with a new Idempotency-Key.',
  ),
  'clock-not-quiet': entry(
    409,
    'Some processes did not become idle',
    'Check the processes that unmet names and GET /v1/operator-tasks, remove what blocks them, and move the clock again.',
  ),
  'clock-limit': entry(
    422,
    'The clock would go past its last instant',
    'Send a smaller by: the clock goes up to latest, and GET /dev/clock shows where it stands. A stack in another folder begins at the present.',
  ),
  'stream-full': entry(
    409,
    'The process takes no more commands, except those that end it',
    'End the process, and open another one. Report the traceId: no process should come to so many events.',
  ),
  'repeated-too-often': entry(
    409,
    'This was done as often as the process allows',
    'Go on with what stands: no further one is taken, as limit says. An applicant may withdraw and register anew, an approver may decide, and an operator settles the matter with the other side.',
  ),
  'task-resolved': entry(
    409,
    'The task is resolved already',
    'Get the task: it says who resolved it, when and why. There is nothing left to do.',
  ),
  'task-ends-with-its-trouble': entry(
    409,
    'The task follows from where its process stands, and ends with that',
    'Settle the matter as the runbook says, and make the call that goesOn names. The task is resolved with its trouble; a GET shows where that stands.',
  ),
  'task-not-retryable': entry(
    409,
    'Nothing about this task can be tried again',
    'Do what goesOn names; the runbook has a part for each kind of task.',
  ),
  unavailable: entry(
    503,
    'The outcome is unknown until you repeat the request',
    'Repeat the same request with the same Idempotency-Key after the seconds that Retry-After says.',
  ),
  'newer-release': entry(
    503,
    'Only a newer release of this service can read what the call is about',
    'Repeat the same request with the same Idempotency-Key after the seconds that Retry-After says: during an upgrade another program of the newer release answers. Nothing was recorded.',
  ),
  'clock-ahead': entry(
    503,
    'The clock is not certain at the moment',
    'Repeat the same request with the same Idempotency-Key after the seconds that Retry-After says; nothing was recorded.',
  ),
  'no-worker': entry(
    503,
    'No worker answers for this workflow',
    'Repeat the request when a worker runs; to read the state of the process, get the process itself.',
  ),
  internal: entry(
    500,
    'Internal error',
    'Repeat the same request with the same Idempotency-Key, and report the traceId if the error stays.',
  ),
} as const;
