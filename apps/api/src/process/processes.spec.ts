import type { ProcessState } from '#engine';
import type { Authority } from '../authority/authority';
import { permitOn } from './processes';

const person: Authority = {
  keyId: 'k',
  client: 'c',
  companies: 'platform',
  principalId: 'p',
  roles: ['service'],
  scopes: [],
  person: { userId: 'mine', principalId: 'p', leaving: false, authn: 'assertion' },
};
const streams = (accountId: string) => {
  const state = { status: 'cooling_off', accountId };
  return new Map([['deregistration:d', { type: 'deregistration', id: 'd', state } as Partial<ProcessState> as ProcessState]]);
};

describe('the permission that is checked again under the locks', () => {
  const permit = permitOn(person, 'deregistration:d');

  it('is given for the caller’s own process', () => {
    expect(permit(streams('mine'), [])).toBeUndefined();
  });

  it('is refused as not found for another person’s process, which is noted, and for a missing one', () => {
    expect(permit(streams('other'), [])).toEqual({ code: 'not-found', hides: 'deregistration:d' });
    expect(permit(new Map(), [])).toEqual({ code: 'not-found' });
  });
});
