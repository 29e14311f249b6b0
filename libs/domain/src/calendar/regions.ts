import type { Calendar } from './calendar';
import { china } from './china';

/**
 * Regions by the days of the week on which offices rest, and by their zone. No holidays: who needs them stores a
 * calendar. Source: our choice of regions; the weekends as CLDR has them (`weekData`), of the Emirates since 2022.
 */
const weekdays: readonly (readonly [id: string, zone: string, restDays: readonly number[]])[] = [
  ['ae', 'Asia/Dubai', [0, 6]],
  ['au-eastern', 'Australia/Sydney', [0, 6]],
  ['bd', 'Asia/Dhaka', [5, 6]],
  ['br', 'America/Sao_Paulo', [0, 6]],
  ['ca-eastern', 'America/Toronto', [0, 6]],
  ['ch', 'Europe/Zurich', [0, 6]],
  ['de', 'Europe/Berlin', [0, 6]],
  ['eg', 'Africa/Cairo', [5, 6]],
  ['es', 'Europe/Madrid', [0, 6]],
  ['fr', 'Europe/Paris', [0, 6]],
  ['gb', 'Europe/London', [0, 6]],
  ['hk', 'Asia/Hong_Kong', [0, 6]],
  ['id', 'Asia/Jakarta', [0, 6]],
  ['il', 'Asia/Jerusalem', [5, 6]],
  ['in', 'Asia/Kolkata', [0, 6]],
  ['it', 'Europe/Rome', [0, 6]],
  ['jp', 'Asia/Tokyo', [0, 6]],
  ['kr', 'Asia/Seoul', [0, 6]],
  ['mo', 'Asia/Macau', [0, 6]],
  ['mx', 'America/Mexico_City', [0, 6]],
  ['my', 'Asia/Kuala_Lumpur', [0, 6]],
  ['nl', 'Europe/Amsterdam', [0, 6]],
  ['np', 'Asia/Kathmandu', [6]],
  ['nz', 'Pacific/Auckland', [0, 6]],
  ['ph', 'Asia/Manila', [0, 6]],
  ['sa', 'Asia/Riyadh', [5, 6]],
  ['sg', 'Asia/Singapore', [0, 6]],
  ['th', 'Asia/Bangkok', [0, 6]],
  ['tr', 'Europe/Istanbul', [0, 6]],
  ['tw', 'Asia/Taipei', [0, 6]],
  ['us-central', 'America/Chicago', [0, 6]],
  ['us-eastern', 'America/New_York', [0, 6]],
  ['us-mountain', 'America/Denver', [0, 6]],
  ['us-pacific', 'America/Los_Angeles', [0, 6]],
  ['utc', 'UTC', [0, 6]],
  ['vn', 'Asia/Ho_Chi_Minh', [0, 6]],
  ['za', 'Africa/Johannesburg', [0, 6]],
];

const ofWeekdays = (id: string, zone: string, restDays: readonly number[]): Calendar => ({
  id,
  version: '1',
  zone,
  restDays,
  holidays: [],
  makeUpDays: [],
});

/** The calendars that every program has, by their regions: the mainland with its holidays, others by the week alone. */
export const regions: readonly Calendar[] = [china, ...weekdays.map((each) => ofWeekdays(...each))];

const byId = new Map(regions.map((each) => [each.id, each]));

/** A newer release may know more regions. */
export const regionOf = (id: string): Calendar | undefined => byId.get(id);
