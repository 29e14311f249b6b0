import { given } from '#testing';
import { day } from '../decider';
import type { DeregistrationEvent } from './deregistration.events';
import { purgeStepNames, type Step } from './deregistration.policy';
import { deregistration as process } from './deregistration.process';
import { receipts } from './receipts';

const deregistration = given(process);
const requested: DeregistrationEvent = {
  type: 'DeregistrationRequested',
  accountId: 'a',
  subjectId: 's',
  phoneId: 'p',
  coolingOffEndsAt: 14 * day,
  reminderAts: [7 * day, 13 * day],
};
const completed = (step: Step, at: number): DeregistrationEvent => ({ type: 'PurgeStepCompleted', step, at, items: 3 });
const purging: DeregistrationEvent[] = [requested, { type: 'CoolingOffEnded' }];
const purged: DeregistrationEvent[] = [
  ...purging,
  ...purgeStepNames.map((step) => completed(step, 14 * day)),
  { type: 'PurgeCompleted', directoryEndsAt: 44 * day, phoneFreeAt: 45 * day },
];
const line = (step: string, ...events: DeregistrationEvent[]) =>
  receipts(deregistration(...events).state()).find((each) => each.step === step);

describe('the receipts of a purge', () => {
  it('do not exist before it starts, nor after an undo', () => {
    expect(receipts(deregistration().state())).toEqual([]);
    expect(receipts(deregistration(requested).state())).toEqual([]);
    expect(receipts(deregistration(requested, { type: 'DeregistrationRevoked' }).state())).toEqual([]);
  });

  it('name every class of data from the first minute, in the order of the purge', () => {
    expect(receipts(deregistration(...purging).state()).map(({ dataClass, state }) => [dataClass, state])).toEqual([
      ['sessions', 'open'],
      ['wallet', 'open'],
      ['personal-chat', 'open'],
      ['evidence', 'open'],
      ['devices', 'open'],
      ['registrations', 'open'],
      ['company-ties', 'open'],
      ['profile', 'open'],
      ['company-directory', 'open'],
      ['phone-number', 'open'],
      ['contact', 'open'],
      ['finance-ledger', 'kept'],
    ]);
  });

  it('say when a step was done and how many items went', () => {
    expect(line('refundWallet', ...purging, completed('refundWallet', 15 * day))).toEqual({
      step: 'refundWallet',
      dataClass: 'wallet',
      state: 'done',
      at: 15 * day,
      detail: '3 removed',
    });
  });

  it('say since when a step is blocked, and why', () => {
    const blocked: DeregistrationEvent = { type: 'PurgeStepBlocked', step: 'deleteEvidence', at: 15 * day, reason: 'legal-hold' };
    expect(line('deleteEvidence', ...purging, blocked)).toMatchObject({ state: 'blocked', at: 15 * day, detail: 'legal-hold' });
  });

  it('say until when the directory entry, the phone number and the last key are kept (D5, D6)', () => {
    expect(line('eraseDirectoryEntry', ...purged)).toMatchObject({ state: 'kept', at: 44 * day });
    expect(line('releasePhone', ...purged)).toMatchObject({ state: 'kept', at: 45 * day });
    expect(line('destroyKeys', ...purged)).toMatchObject({ state: 'kept', at: 45 * day });
  });

  it('are open for data that is no longer kept and not gone yet', () => {
    const directoryEnded: DeregistrationEvent = { type: 'DirectoryRetentionEnded' };
    const phoneReleased: DeregistrationEvent = { type: 'PhoneReleased', at: 45 * day };
    expect(line('eraseDirectoryEntry', ...purged, directoryEnded)).toEqual({
      step: 'eraseDirectoryEntry',
      dataClass: 'company-directory',
      state: 'open',
    });
    expect(line('releasePhone', ...purged, directoryEnded, phoneReleased)).toMatchObject({ state: 'done', at: 45 * day });
    expect(line('destroyKeys', ...purged, directoryEnded, phoneReleased)).toMatchObject({ state: 'open' });
  });

  it('keep the finance ledger for good, without a link to the person (D5)', () => {
    expect(line('keepLedger', ...purged)).toEqual({
      step: 'keepLedger',
      dataClass: 'finance-ledger',
      state: 'kept',
      detail: 'kept without a link to the person',
    });
  });

  it('are complete when the deregistration is closed', () => {
    const closed = deregistration(
      ...purged,
      { type: 'DirectoryRetentionEnded' },
      completed('eraseDirectoryEntry', 44 * day),
      { type: 'PhoneReleased', at: 45 * day },
      completed('destroyKeys', 45 * day),
      { type: 'DeregistrationClosed' },
    );
    expect(receipts(closed.state()).filter(({ state }) => state !== 'done')).toEqual([expect.objectContaining({ step: 'keepLedger' })]);
  });
});
