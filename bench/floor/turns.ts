import type { History } from '@temporalio/common/lib/proto-utils';

/** What a workflow tells Temporal at the end of a task, as far as it costs something. */
export type Command =
  /** A local activity, whose result has so many bytes. */
  | ['look', number]
  | ['timer', number]
  /** The timer that was started as this one, from 0. */
  | ['cancel', number]
  | ['activity']
  | ['list', [name: string, type: string, value: string | null][]];

/** One task of a workflow: it comes when so much has happened, and ends with these commands. */
export interface Turn {
  signals: number;
  fired: number;
  performed: number;
  commands: Command[];
  ends: boolean;
}

type Event = NonNullable<History['events']>[number];
type Payload = { data?: Uint8Array | null; metadata?: Record<string, Uint8Array> | null };

const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('utf8');

/** The tasks of a recorded run. An event that it does not know has cost no command. */
export function turnsOf({ events }: History): Turn[] {
  const happened = { signals: 0, fired: 0, performed: 0 };
  const turns: Turn[] = [];
  const timers: string[] = [];
  for (const event of events ?? []) {
    if (event.workflowExecutionSignaledEventAttributes) happened.signals += 1;
    if (event.timerFiredEventAttributes) happened.fired += 1;
    if (event.activityTaskCompletedEventAttributes) happened.performed += 1;
    // What comes between the start of a task and its end belongs to the next one; so rarely that it does not count.
    if (event.workflowTaskCompletedEventAttributes) turns.push({ ...happened, commands: [], ends: false });
    const turn = turns.at(-1);
    if (!turn) continue;
    if (event.workflowExecutionCompletedEventAttributes) turn.ends = true;
    const command = commandOf(event, timers);
    if (command) turn.commands.push(command);
  }
  return turns;
}

function commandOf(event: Event, timers: string[]): Command | undefined {
  const { timerStartedEventAttributes: started, timerCanceledEventAttributes: canceled, markerRecordedEventAttributes: marker } = event;
  if (marker) return ['look', bytesOf(marker.details)];
  if (event.activityTaskScheduledEventAttributes) return ['activity'];
  const listed = event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes?.indexedFields;
  if (listed) return ['list', Object.entries(listed).map(([name, payload]) => attributeOf(name, payload))];
  if (canceled) return ['cancel', timers.indexOf(String(canceled.timerId))];
  if (!started) return undefined;
  timers.push(String(started.timerId));
  const { seconds, nanos } = started.startToFireTimeout ?? {};
  return ['timer', Number(seconds ?? 0) * 1_000 + Math.round((nanos ?? 0) / 1_000_000)];
}

function attributeOf(name: string, { data, metadata }: Payload): [string, string, string | null] {
  return [name, text(metadata?.type), JSON.parse(text(data) || 'null') as string | null];
}

const bytesOf = (details: Record<string, { payloads?: Payload[] | null }> | null | undefined): number =>
  Object.values(details ?? {}).reduce(
    (sum, { payloads }) => sum + (payloads ?? []).reduce((all, { data }) => all + (data?.length ?? 0), 0),
    0,
  );
