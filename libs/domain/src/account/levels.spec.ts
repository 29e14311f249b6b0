import { given } from '#testing';
import { day, hour } from '../decider';
import type { AccountEvent } from './account.events';
import type { AccountCommand } from './account.process';
import { account as newest } from './account.process';
import { levelOf } from './proof';

/** Of version 4: idleness takes the level alone; `reverifying.spec.ts` has what it takes from version 5 on. */
const process = newest.under(4);
const account = given(process);
const tiers = { tier: 2, tierOneAt: 0, tierTwoAt: 0 } as const;
const takenIn: AccountEvent = { type: 'AccountTakenIn', subjectId: 's', phoneId: 'p', activatedAt: 0, ...tiers };
const raised = (level: 1 | 2 | 3, at = 0): AccountEvent => ({ type: 'LevelRaised', level, at });
const used = (on: number): AccountEvent => ({ type: 'ActivityRecorded', day: on * day });
const drop: AccountCommand = { type: 'DropLevel' };
const dropped = (at: number): AccountEvent => ({ type: 'LevelDropped', level: 0, reason: 'idle', at });
const dueAt = (...events: AccountEvent[]) =>
  account(takenIn, ...events)
    .due()
    .map((each) => each.dueAt / day);

describe('the level of an account', () => {
  it('is 0 until something is proven, and nothing of it falls due', () => {
    expect([levelOf(account(takenIn).state(), 0), dueAt()]).toEqual([0, []]);
    expect(process.view(account(takenIn).state())).not.toHaveProperty('level');
  });

  it('is what a case has proven, with the case on record (V1)', () => {
    account(takenIn)
      .when({ type: 'RaiseLevel', level: 2, caseId: 'k' }, { at: day })
      .then({ type: 'LevelRaised', level: 2, caseId: 'k', at: day });
    expect(process.view(account(takenIn, raised(2)).state(), day)).toMatchObject({ level: 2 });
  });

  it('never falls by a proof of less: no case is refused because the person has proven more', () => {
    account(takenIn, raised(3)).when({ type: 'RaiseLevel', level: 1 }, { at: day }).thenAccepted();
    const { state } = account(takenIn, raised(3), raised(1, 10 * day));
    expect(state()).toMatchObject({ level: 3, levelAt: 0 });
  });

  it('drops to 0 after 90 days without operation, at the instant and not before, whether or not the alarm has rung (V2)', () => {
    const held = account(takenIn, raised(2, day));
    held.when(drop, { at: 91 * day - 1 }).thenRefused('not-due', { availableAt: 91 * day });
    held.when(drop, { at: 91 * day }).then(dropped(91 * day));
    expect([91 * day - 1, 91 * day].map((now) => levelOf(held.state(), now))).toEqual([2, 0]);
    expect([91 * day - 1, 91 * day].map((now) => process.view(held.state(), now)['level'])).toEqual([2, 0]);
    account(takenIn, raised(2), dropped(90 * day))
      .when(drop, { at: 95 * day })
      .thenRefused('level-dropped');
  });

  it('counts the 90 days from the end of the last day of use, so that they are full days wherever on it that was (V2)', () => {
    expect(dueAt(raised(2), used(20))).toEqual([111]);
    const { state } = account(takenIn, raised(2), used(20));
    expect([111 * day - 1, 111 * day].map((now) => levelOf(state(), now))).toEqual([2, 0]);
  });

  it('counts them from the proof where that is later: who has just proven it is there (V2)', () => {
    expect(dueAt(used(20), raised(2, 150 * day + hour))).toEqual([240 + hour / day]);
  });

  it('stays 0 when the account is used again: the person verifies first (V2)', () => {
    const { state } = account(takenIn, raised(2), dropped(90 * day), used(95));
    expect([levelOf(state(), 95 * day), account(takenIn, raised(2), dropped(90 * day), used(95)).due()]).toEqual([0, []]);
    const again = account(takenIn, raised(2), dropped(90 * day), used(95), raised(2, 96 * day)).state();
    expect(levelOf(again, 96 * day)).toBe(2);
  });

  it('drops while the account is frozen, as its other deadlines run on (X8)', () => {
    const frozen: AccountEvent = { type: 'AccountFrozen', deregistrationId: 'd' };
    account(takenIn, raised(2), frozen)
      .when(drop, { at: 90 * day })
      .thenAccepted();
  });

  const pass: AccountEvent = { type: 'CredentialGranted', credentialId: 'w', method: 'work-pass', validUntil: 50 * day, at: 0 };
  const lapsed = { type: 'CredentialLapsed', credentialId: 'w', method: 'work-pass', at: 50 * day } as const;
  const lapse: AccountCommand = { type: 'LapseCredential', credentialId: 'w' };
  const down = (level: 1 | 2): AccountEvent => ({ type: 'LevelDropped', level, reason: 'work-pass-ended', at: 50 * day });

  it('is 2 of 3 once the work pass has lapsed only where a face was shown, else 1 (V1, X7)', () => {
    account(takenIn, raised(2), pass, raised(3))
      .when(lapse, { at: 50 * day })
      .then(lapsed, down(2));
    account(takenIn, pass, raised(3))
      .when(lapse, { at: 50 * day })
      .then(lapsed, down(1));
    account(takenIn, pass, raised(3), raised(2, day))
      .when(lapse, { at: 50 * day })
      .then(lapsed, down(2));
  });

  it('counts then from when the face was shown, and a face that went with a drop counts no more (V1, V2)', () => {
    const kept = account(takenIn, raised(2, day), pass, raised(3, 40 * day), lapsed, down(2));
    expect(kept.due().at(-1)).toEqual({ command: { type: 'DropLevel' }, dueAt: 91 * day });
    const idle = account(takenIn, raised(2), dropped(90 * day), { ...pass, at: 95 * day, validUntil: 99 * day }, raised(3, 95 * day));
    idle.when(lapse, { at: 99 * day }).then({ ...lapsed, at: 99 * day }, { ...down(1), at: 99 * day } as AccountEvent);
  });
});
