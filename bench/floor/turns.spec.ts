import type { History } from '@temporalio/common/lib/proto-utils';
import { turnsOf } from './turns';

type Events = NonNullable<History['events']>;
const event = (name: string, attributes: object = {}): Events[number] => ({ [`${name}EventAttributes`]: attributes });
const payload = (value: unknown, type?: string) => ({
  data: Buffer.from(JSON.stringify(value)),
  metadata: type === undefined ? {} : { type: Buffer.from(type) },
});

const events: Events = [
  event('workflowExecutionStarted'),
  event('workflowExecutionSignaled'),
  event('workflowTaskScheduled'),
  event('workflowTaskStarted'),
  event('workflowTaskCompleted'),
  event('markerRecorded', { details: { result: { payloads: [payload('1234')] } } }),
  event('upsertWorkflowSearchAttributes', { searchAttributes: { indexedFields: { TenureStatus: payload('draft', 'Keyword') } } }),
  event('timerStarted', { timerId: '1', startToFireTimeout: { seconds: 60, nanos: 5_000_000 } }),
  event('workflowExecutionSignaled'),
  event('workflowTaskCompleted'),
  event('timerCanceled', { timerId: '1' }),
  event('activityTaskScheduled'),
  event('activityTaskCompleted'),
  event('workflowTaskCompleted'),
  event('workflowExecutionCompleted'),
];

it('the turns of a history say when each of them comes, and what it tells Temporal', () => {
  expect(turnsOf({ events })).toEqual([
    {
      signals: 1,
      fired: 0,
      performed: 0,
      ends: false,
      commands: [
        ['look', 6],
        ['list', [['TenureStatus', 'Keyword', 'draft']]],
        ['timer', 60_005],
      ],
    },
    { signals: 2, fired: 0, performed: 0, ends: false, commands: [['cancel', 0], ['activity']] },
    { signals: 2, fired: 0, performed: 1, ends: true, commands: [] },
  ]);
});
