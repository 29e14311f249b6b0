import { registering } from '#testing';
import { minute } from '../decider';
import { elapsedOf } from './elapsed';
import { registration } from './registration.process';

const { at } = registering;
/** A history, with an event every minute. */
const moments = (events: readonly Parameters<typeof registration.evolve>[1][]) =>
  events.reduce<{ state: Parameters<typeof registration.evolve>[0]; at: number }[]>(
    (so, event, i) => [...so, { state: registration.evolve(so.at(-1)?.state ?? registration.initial, event), at: i * minute }],
    [],
  );
const minutes = (events: Parameters<typeof moments>[0], now: number) =>
  Object.values(elapsedOf(moments(events), now * minute)).map((ms: number) => ms / minute);

describe('how long a registration took (R11)', () => {
  it('is told by whom it waited for: applicant, people, machines; nobody waits for one that is over', () => {
    // Opened, proven, given; checked; submitted; approved; entered; activated.
    expect(minutes(at.active, 100)).toEqual([2 + 1, 1, 1 + 2]);
  });

  it('goes on until now while it is open, and counts a review as people', () => {
    expect(minutes(at.submitted, 10)).toEqual([2 + 1, 10 - 4, 1]);
    expect(minutes(at.inReview, 10)).toEqual([2 + 1, 10 - 4, 1]);
  });

  it('counts the time for evidence as the applicant’s (X15)', () => {
    const owed = { type: 'EvidenceRequested', requestId: 'e', kinds: ['photo'], until: 1 } as const;
    expect(minutes([...at.submitted, owed], 10)).toEqual([2 + 1 + 10 - 5, 1, 1]);
  });

  it('is never less than nothing, whatever the clock did', () => {
    const [first] = moments(at.submitted);
    expect(elapsedOf([first!], -minute)).toEqual({ applicantMs: 0, peopleMs: 0, machineMs: 0 });
  });
});
