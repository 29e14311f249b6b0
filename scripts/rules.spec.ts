import { rulesDocument } from './rules/document';
import { readDocument, writtenDocuments } from './rules/documents';

describe('the pages that the rules write', () => {
  it.each(writtenDocuments())('$file is what the rules say (else run `npm run rules`)', ({ file, text }) => {
    expect(readDocument(file)).toBe(text);
  });

  it('gives every number with its source', () => {
    const rules = rulesDocument()
      .split('\n')
      .filter((line) => line.includes('` = '));
    expect(rules.length).toBeGreaterThan(10);
    for (const line of rules) expect(line).toMatch(/^\| .+ \| `\w+` = .+ \| ((?:[A-Z]\d+|our choice)(?:, )?)+ \|$/i);
  });

  it('names no law as the source of a number', () => {
    const lines = rulesDocument().split('\n');
    const claims = lines.filter((line) => line.startsWith('|') && /\b(law|legal|statute)\b/i.test(line));
    expect(claims).toEqual([]);
    expect(lines.find((line) => line.includes('`refusalsKeptDays`'))).toMatch(/= 365 \| C13, S4, our choice \|$/);
  });

  it('says where a rule is less than its article, or an order a choice', () => {
    const text = rulesDocument();
    expect(text).toContain('that the phone comes first for both is our choice');
    expect(text).toContain('`visaUntil` is asked of nobody');
  });

  it('lists the days of a deregistration', () => {
    const days = rulesDocument()
      .split('Timed commands of the deregistration')[1]
      ?.split('\n## ')[0]
      ?.match(/day \d+/g);
    expect(days).toEqual(['day 7', 'day 13', 'day 14', 'day 44', 'day 45']);
  });

  it('lists the days of an approval by each of its policies', () => {
    const days = (policyId: string) =>
      rulesDocument()
        .split(`Timed commands of the approval, by \`${policyId}\``)[1]
        ?.split('\n#')[0]
        ?.match(/(day|hour) \d+/g);
    expect([days('two-confirmations'), days('identity-review')]).toEqual([
      ['day 1', 'day 2', 'hour 60', 'day 3'],
      ['day 5', 'day 7'],
    ]);
  });

  it('lists the days of a registration that lapses', () => {
    const days = rulesDocument()
      .split('Timed commands of the registration')[1]
      ?.split('\n#')[0]
      ?.match(/day \d+/g);
    expect(days).toEqual(['day 7', 'day 14']);
  });
});
