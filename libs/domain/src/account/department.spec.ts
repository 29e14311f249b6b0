import { given } from '#testing';
import type { Department } from '../department/department';
import type { CommandOf, EventIn } from '../processes';
import { account as process } from './account.process';
import { accountPolicy } from './account.policy';

const account = given(process);
const taken = (departmentId?: string): EventIn<'account'> => ({
  ...{ type: 'AccountTakenIn', subjectId: 's', phoneId: 'p', companyId: 'c', ...(departmentId && { departmentId }) },
  ...{ activatedAt: 0, tier: 0, tierOneAt: 1, tierTwoAt: 2 },
});
const moves = (departmentId: string, companyId = 'c'): CommandOf<'account'> & { type: 'ChangeDepartment' } => ({
  ...{ type: 'ChangeDepartment', companyId, departmentId },
});
const moved = (departmentId: string, from?: string): EventIn<'account'> => ({
  ...{ type: 'DepartmentChanged', companyId: 'c', departmentId, ...(from && { from }) },
});
const kept = (departmentId: string, companyId = 'c') => ({ department: { status: 'kept', companyId, departmentId } as Department });
const seenIn = (...events: EventIn<'account'>[]) => process.seenBy(account(...events).state(), 'a').departments;

describe('the department of a member (G7)', () => {
  it('is another one from then on: it is seen there, and not where it was', () => {
    account(taken('d'))
      .when(moves('e'), { at: 5, facts: kept('e') })
      .then(moved('e', 'd'));
    account(taken())
      .when(moves('e'), { at: 5, facts: kept('e') })
      .then(moved('e'));
    expect([seenIn(taken('d')), seenIn(taken('d'), moved('e', 'd')), seenIn(taken(), moved('e'))]).toEqual([['d'], ['e'], ['e']]);
  });

  it('is one of this company, and another one than before, of somebody who is a member there', () => {
    account(taken('d'))
      .when(moves('e'), { at: 5, facts: kept('e', 'other') })
      .thenRefused('department-unknown');
    account(taken('d')).when(moves('e'), { at: 5 }).thenRefused('department-unknown');
    account(taken('d'))
      .when(moves('d'), { at: 5, facts: kept('d') })
      .thenRefused('in-department-already');
    account(taken('d'))
      .when(moves('e', 'other'), { at: 5, facts: kept('e', 'other') })
      .thenRefused('not-a-member');
  });

  it('is changed by who reaches both: where a person has none, the company as a whole', () => {
    const { reaches } = process.rules.ChangeDepartment;
    expect(reaches(moves('e'), account(taken('d')).state())).toEqual(['d', 'e']);
    expect(reaches(moves('e'), account(taken()).state())).toBe('company');
    expect(reaches(moves('e', 'other'), account(taken('d')).state())).toBe('company');
  });

  it('is changed a number of times at most', () => {
    const { departmentChanges: limit } = accountPolicy;
    const turns = (times: number) => Array.from({ length: times }, (_, i) => moved(i % 2 ? 'd' : 'e'));
    account(taken('d'), ...turns(limit - 2))
      .when(moves('e'), { at: 5, facts: kept('e') })
      .then(moved('e', 'd'));
    account(taken('d'), ...turns(limit))
      .when(moves('e'), { at: 5, facts: kept('e') })
      .thenRefused('repeated-too-often', { limit });
  });

  it('is given to a person whom an operator takes in, as one of the company that they come into', () => {
    const person = { accountId: 'a', subjectId: 's', phone: { identifierId: 'p', key: 'k' } };
    const takeIn: CommandOf<'account'> = { type: 'TakeInAccount', ...person, companyId: 'c', departmentId: 'd' };
    const company = { status: 'verified', companyId: 'c', companyKind: 'enterprise' } as const;
    account()
      .when(takeIn, { at: 0, facts: { company, ...kept('d', 'other') } })
      .thenRefused('department-unknown');
    account()
      .when({ ...takeIn, companyId: undefined }, { at: 0, facts: kept('d') })
      .thenRefused('department-unknown');
  });
});
