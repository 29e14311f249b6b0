import type { Process } from '../guide';
import type { Approval, Scene } from './scene';

const dayMs = 86_400_000;
const zone = 'Asia/Shanghai';

interface Kept {
  calendarId: string;
  /** The first day of this tour, by the clock of the company. */
  today: number;
}

/** The day, so many days after this instant, as `YYYY-MM-DD` by the clock of the company. */
const dayNamed = (at: number, later: number): string => new Date(at + later * dayMs).toLocaleDateString('sv', { timeZone: zone });

/** The house works every day of the week; the first two days of its festival are tomorrow and the day after. */
const content = (today: number, holidays: readonly number[], knownUntil: number) => ({
  zone,
  restDays: [],
  holidays: holidays.map((later) => dayNamed(today, later)),
  makeUpDays: [],
  knownUntil: dayNamed(today, knownUntil),
});

/** R16: the company says on which days its people work, and chooses that calendar. */
export async function keepCalendar(scene: Scene): Promise<Kept> {
  const { story, companyId } = scene;
  story.step('The company stores its calendar, with a holiday from tomorrow on, and chooses it');
  const clock = await scene.get<{ now: string }>('operator', '/dev/clock');
  const today = Date.parse(clock.body.now);
  const says = content(today, [1, 2], 6);
  const calendar = await scene.made<Process>('Sun alone', '/v1/calendars', { calendarId: 'house', companyId, ...says });
  story.tell(`no work on ${says.holidays.join(' and ')}; what comes after ${says.knownUntil} is not known yet`);
  const chosen = await scene.put('Sun alone', `/v1/companies/${companyId}/calendar`, { storedId: calendar.id });
  story.expect('the company counts by it from now on', [chosen.status, chosen.body.calendar], [200, { storedId: calendar.id }]);
  return { calendarId: calendar.id, today };
}

/** R16: what lies beyond the days of the calendar is provisional, and counted again once it has them. */
export async function growCalendar(scene: Scene, { calendarId, today }: Kept, approval: Approval): Promise<void> {
  const { story } = scene;
  story.step('The calendar gets a further version with one more holiday; the provisional date is counted again');
  const path = `/v1/approvals/${approval.id}`;
  story.expect('a date lies beyond the days of the calendar', approval.workingDays?.provisional, true);
  const before = dueAtOf(approval, 'CallOperator');
  await scene.made('Sun alone', `/v1/calendars/${calendarId}/versions`, content(today, [1, 2, 6], 60));
  // The worker does it by itself, within seconds: then nothing is left to be counted.
  const asked = await scene.post('operator', `${path}/replanning`, { dates: 'provisional' });
  story.expect('counted again at once, where the worker has not done so yet', [200, 409].includes(asked.status), true);
  const { body: after } = await scene.get('operator', path);
  story.tell(`an operator is called on ${before}, and now on ${dueAtOf(after, 'CallOperator')}`);
  story.expect('the date is one day later', Date.parse(dueAtOf(after, 'CallOperator')) - Date.parse(before), dayMs);
  const { calendarId: by, version, provisional } = after.workingDays!;
  story.expect('and is certain, by the version that has it', [by, version, provisional], ['house', '2', false]);
  story.expect('what was certain stays', dueAtOf(after, 'EscalateStage'), dueAtOf(approval, 'EscalateStage'));
}

/** @throws where nothing of it falls due */
export function dueAtOf({ deadlines }: Process, command: string): string {
  const found = deadlines.find((each) => each.command === command);
  if (!found) throw new Error(`${command} is not among ${JSON.stringify(deadlines)}`);
  return found.dueAt;
}
