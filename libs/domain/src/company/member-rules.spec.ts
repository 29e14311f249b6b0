import { given } from '#testing';
import type { CommandOf, EventIn } from '../processes';
import { accountPolicy } from '../account/account.policy';
import { growthPolicy } from '../account/growth.policy';
import { company as process } from './company';
import { companyPolicy } from './company.policy';
import { leastRules, type MemberRules } from './member-rules';

const takenIn: EventIn<'company'> = { type: 'CompanyTakenIn', companyId: 'c', companyKind: 'enterprise' };
const chosen = (rules: MemberRules): EventIn<'company'> => ({ type: 'MemberRulesChosen', ...rules });
const choose = (rules: MemberRules): CommandOf<'company'> => ({ type: 'ChooseMemberRules', ...rules });

describe('what a company lets its people do less (R22)', () => {
  it('is chosen as a whole, each word once, and each choice is a version', () => {
    given(process)(takenIn)
      .when(choose({ off: ['payment', 'moments', 'payment'], contactsMax: 20 }), { at: 1 })
      .then(chosen({ off: ['moments', 'payment'], contactsMax: 20 }));
    const state = given(process)(takenIn, chosen({ off: ['moments'] }), chosen({ off: [] })).state();
    expect(process.view(state)).toMatchObject({ memberRules: { off: [], version: 2 } });
    given(process)(takenIn, chosen({ off: ['moments', 'payment'] }))
      .when(choose({ off: ['payment', 'moments'] }), { at: 1 })
      .thenRefused('member-rules-chosen-already');
  });

  it('may be any capability but the chat; another word is refused, and named', () => {
    const all = new Set<string>([...accountPolicy.tiers[2].capabilities, ...accountPolicy.proven.capabilities]);
    expect([...all].filter((each) => !growthPolicy.companyMayTurnOff.some((known) => known === each))).toEqual(['internal-chat']);
    expect(growthPolicy.companyMayTurnOff.filter((each) => !all.has(each))).toEqual([]);
    given(process)(takenIn)
      .when(choose({ off: ['moments', 'internal-chat', 'moment'] }), { at: 1 })
      .thenRefused('capability-unknown', { unmet: ['internal-chat', 'moment'] });
  });

  it('changes so many times at most', () => {
    const { memberRuleChoices: limit } = companyPolicy;
    const often = Array.from({ length: limit }, (_, n) => chosen({ off: n % 2 === 0 ? ['moments'] : [] }));
    given(process)(takenIn, ...often)
      .when(choose({ off: ['moments'] }), { at: 1 })
      .thenRefused('repeated-too-often', { limit });
  });

  it('is of several companies in each point the least (X25)', () => {
    expect(leastRules([])).toEqual({ off: [] });
    const both = leastRules([{ off: ['moments'], contactsMax: 5, contactAddsPerDay: 9 }, undefined, { off: ['payment'], contactsMax: 8 }]);
    expect(both).toEqual({ off: ['moments', 'payment'], contactsMax: 5, contactAddsPerDay: 9 });
  });
});
