import type { ProcessState } from '#engine';
import type { Authority } from '../authority/authority';
import { permitOn } from './processes';

const person: Authority = {
  keyId: 'k',
  principalId: 'p',
  roles: ['service'],
  scopes: [],
  person: { userId: 'mine', principalId: 'p', leaving: false },
};
const streams = (accountId: string) => {
  const state = { status: 'cooling_off', accountId };
  return new Map([['deregistration:d', { type: 'deregistration', id: 'd', state } as Partial<ProcessState> as ProcessState]]);
};

describe('the permission that is asked again under the locks', () => {
  const permit = permitOn(person, 'deregistration:d');

  it('is given for what is one’s own', () => {
    expect(permit(streams('mine'), [])).toBeUndefined();
  });

  it('is refused as not found for what is somebody else’s, which is kept in mind, and for what is not there', () => {
    expect(permit(streams('other'), [])).toEqual({ code: 'not-found', hides: 'deregistration:d' });
    expect(permit(new Map(), [])).toEqual({ code: 'not-found' });
  });
});
