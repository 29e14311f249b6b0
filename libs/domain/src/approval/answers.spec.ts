import type { PendingApproval } from './approval';
import { answerSoFar, whyNotAnswered } from './answers';

const merge = { is: 'merge', with: ['proven-phone', 'joined-account'] };
const approval = (type: 'identity-review' | 'registration', ...answers: (typeof merge | undefined)[]) =>
  ({
    matter: { type, id: 'r' },
    decided: Object.fromEntries(answers.map((said, i) => [`1.1.1.${i}`, { verdict: 'approve', at: 0, ...(said && { answer: said }) }])),
  }) as unknown as PendingApproval;
const codeOf = (...of: Parameters<typeof whyNotAnswered>) => whyNotAnswered(...of)?.problem;

describe('an answer beside an approval (R17)', () => {
  it('is one that the matter has, with choices that it has', () => {
    expect(codeOf(approval('identity-review'), merge)).toBeUndefined();
    expect(codeOf(approval('identity-review'), { is: 'merge', with: ['else'] })).toEqual({ code: 'answer-unknown', unmet: ['else'] });
    expect(codeOf(approval('identity-review'), { is: 'toString', with: [] })).toEqual({ code: 'answer-unknown', unmet: ['toString'] });
    expect(codeOf(approval('registration'), merge)).toEqual({ code: 'answer-unknown', unmet: ['merge'] });
    expect(codeOf(approval('registration'), undefined)).toBeUndefined();
  });

  it('is the same of all who approve, in whatever order their choices come', () => {
    const turned = { ...merge, with: merge.with.toReversed() };
    expect(codeOf(approval('identity-review', merge), turned)).toBeUndefined();
    expect(codeOf(approval('identity-review', merge), undefined)).toEqual({ code: 'answers-differ' });
    expect(codeOf(approval('identity-review', undefined), merge)).toEqual({ code: 'answers-differ' });
    expect(answerSoFar(approval('identity-review', merge))).toEqual(merge);
    expect(answerSoFar(approval('identity-review', undefined))).toBeUndefined();
  });
});
