import { given, registering } from '#testing';
import { day, type TallyEntry } from '../decider';
import type { FactsIn } from '../processes';
import { riskPolicy } from '../risk/risk.policy';
import { registrationPolicy } from './registration.policy';
import { registration as process } from './registration.process';

const registration = given(process);
const { openedMember } = registering;
const place = (key: string) => ({ key, entryId: `seen ${key}` });
const seen = { phone: place('k'), device: place('d'), address: place('h') };
const prove = { ...registering.provePhone, seen };
const proof = { verdict: 'proven', purpose: 'registration-phone', boundTo: 'r', identifierId: 'p' } as const;
const entries = (times: number, at: number): TallyEntry[] =>
  Array.from({ length: times }, (_, n) => ({ entryId: String(n), holder: String(n), at }));
const events = (facts: FactsIn<'registration'>, command = prove) =>
  process.decide(registration(openedMember).state(), command, { proof, ...facts }, day).events;

describe('frequent registration (V7)', () => {
  it('is the fourth of a day by one phone, device or address: administrators are alerted, and nobody is refused', () => {
    const three = entries(riskPolicy.registrationsPerDay, 1);
    expect(events({ samePhone: three })[1]).toEqual({ type: 'FrequentRegistrationSeen', causes: ['frequent-by-phone'] });
    expect(events({ samePhone: three, sameDevice: three, sameAddress: three })[1]).toMatchObject({
      causes: ['frequent-by-phone', 'frequent-by-device', 'frequent-by-address'],
    });
    expect(events({ samePhone: entries(2, 1) })).toHaveLength(1);
  });

  it('asks for no more entries than it must count, however many there are', () => {
    const needs = process.needs(prove, registration(openedMember).state(), {}) as Record<string, { newest?: number }>;
    const { registrationsPerDay: enough } = riskPolicy;
    expect([needs['samePhone'], needs['sameDevice'], needs['sameAddress']].map((need) => need?.newest)).toEqual([enough, enough, enough]);
    // One may be that of the draft which gives way.
    expect(needs['device']?.newest).toBe(registrationPolicy.accountsPerDevice + 1);
  });

  it('counts what was proven within 24 hours, not at their end', () => {
    expect([events({ sameDevice: entries(3, 1) }).length, events({ sameDevice: entries(3, 0) }).length]).toEqual([2, 1]);
  });

  it('is counted by what the call knows, each under an id of its own', () => {
    const { tallies } = process.decide(registration(openedMember).state(), prove, { proof }, day);
    expect(tallies?.slice(1).map((each) => ('kind' in each ? [each.kind, each.holder] : []))).toEqual([
      ['registration-phone', 'r'],
      ['registration-device', 'r'],
      ['registration-address', 'r'],
    ]);
    const { seen: _none, ...former } = prove;
    expect(events({ samePhone: entries(9, 1) }, former as typeof prove)).toHaveLength(1);
  });
});
