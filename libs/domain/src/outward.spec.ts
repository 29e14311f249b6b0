import { hidden } from './hidden';
import { eventsShownAs, hiddenFrom, isRetold, shownEvent, shownState, statesShownAs, tellsDeadlines } from './outward';
import { processes } from './processes';
import type { Viewer } from './visibility';

const operator: Viewer = { as: 'operator', principal: 'o' };
const outsiders: Viewer[] = [
  { as: 'service', principal: 's', client: 'c', companies: 'platform' },
  { as: 'service', principal: 's', client: 'c', companies: ['company'] },
  { as: 'person', principal: 'p', account: 'a', companies: 'platform' },
  { as: 'administrator', principal: 'p', account: 'a', companies: ['company'], whole: ['company'], departments: [] },
];

describe('an operator', () => {
  it('is shown every state and event of a registration by its own name, with its deadlines (R17)', () => {
    for (const state of Object.keys(processes.registration.states)) {
      expect(shownState('registration', state, operator)).toBe(state);
      expect(statesShownAs('registration', state, operator)).toEqual([state]);
      expect(tellsDeadlines('registration', state, operator)).toBe(true);
    }
    for (const event of Object.keys(processes.registration.events)) expect(shownEvent('registration', event, operator)).toBe(event);
    expect([hiddenFrom(operator), isRetold('registration', operator)]).toEqual([[], false]);
    expect(eventsShownAs(['IdentityChecked'], operator)).toEqual(['IdentityChecked']);
  });
});

describe.each(outsiders)('$as of $companies', (viewer) => {
  it('is shown `verifying` while the registry or a person looks, and finds both by it (R17)', () => {
    expect(shownState('registration', 'manual_review', viewer)).toBe('verifying');
    expect(statesShownAs('registration', 'verifying', viewer)).toEqual(['verifying', 'manual_review']);
    expect(statesShownAs('registration', 'manual_review', viewer)).toEqual([]);
    for (const state of Object.keys(processes.registration.states).filter((each) => !/verifying|manual/.test(each)))
      expect([shownState('registration', state, viewer), statesShownAs('registration', state, viewer)]).toEqual([state, [state]]);
  });

  it('learns no deadline of either, since a review has none (R17)', () => {
    const told = Object.keys(processes.registration.states).filter((state) => !tellsDeadlines('registration', state, viewer));
    expect(told).toEqual(['verifying', 'manual_review']);
  });

  it('is shown the answer of a person as that of a check, and nothing of what led to it (R17)', () => {
    expect(shownEvent('registration', 'IdentityReviewed', viewer)).toBe('IdentityChecked');
    expect(shownEvent('registration', 'LivenessReviewed', viewer)).toBe('LivenessChecked');
    expect(eventsShownAs(['IdentityChecked'], viewer)).toEqual(['IdentityChecked', 'IdentityReviewed']);
    for (const event of ['ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited', 'DocumentReserved']) {
      expect(shownEvent('registration', event, viewer)).toBeUndefined();
      expect(hiddenFrom(viewer)).toContain(`registration:${event}`);
    }
  });

  it('is shown `challenged` of a case while a provider or a person looks, and no event of a review (R17)', () => {
    expect(shownState('verification', 'manual_review', viewer)).toBe('challenged');
    expect(statesShownAs('verification', 'challenged', viewer)).toEqual(['challenged', 'manual_review']);
    expect(shownEvent('verification', 'ReviewAskedFor', viewer)).toBe('ReviewAskedFor');
    for (const event of ['ReviewNeeded', 'ReviewerFound', 'LateAnswerKept', 'ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited'])
      expect(hiddenFrom(viewer)).toContain(`verification:${event}`);
  });

  it('is shown all other processes as they are', () => {
    expect(shownState('deregistration', 'purging', viewer)).toBe('purging');
    expect(shownEvent('of-a-newer-release', 'Anything', viewer)).toBe('Anything');
    expect(isRetold('account', viewer)).toBe(false);
  });
});

describe('what a process keeps inside', () => {
  it('names states and events that it has, and shows states that it has', () => {
    for (const { states, events, outward } of Object.values(processes)) {
      if (outward === undefined) continue;
      expect(Object.keys(states)).toEqual(expect.arrayContaining([...Object.keys(outward.states), ...Object.values(outward.states)]));
      const shown = Object.values(outward.events as Record<string, string>).filter((name) => name !== hidden);
      expect(Object.keys(events)).toEqual(expect.arrayContaining([...Object.keys(outward.events), ...shown]));
    }
  });
});
