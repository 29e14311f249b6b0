import { documentName, endOfDocument, judgeDocument, type IdentityDocument } from './document';

const now = Date.parse('2025-06-01T00:00:00.000Z');
const mrz = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F3504152ZE184226B<<<<<16'] as const;
const passport = (visaUntil?: string): IdentityDocument => ({ kind: 'passport', mrz, visaUntil });

describe('a document', () => {
  it('is known by its kind and its number, however they are written', () => {
    const canonical = (document: IdentityDocument) => judgeDocument(document, now);
    expect(canonical({ kind: 'id-card', number: '11010519491231002x' })).toEqual({ ok: true, canonical: 'id-card:11010519491231002X' });
    expect(canonical({ kind: 'residence-permit', number: '810000199408230021' })).toEqual({
      ok: true,
      canonical: 'residence-permit:810000199408230021',
    });
    expect(canonical(passport())).toEqual({ ok: true, canonical: 'passport:UTO:L898902C3' });
    expect(canonical(passport('2030-01-01'))).toEqual(canonical(passport()));
  });

  it('with an impossible number is refused, for both kinds of card', () => {
    for (const kind of ['id-card', 'residence-permit'] as const)
      for (const number of [
        '110105194912310021',
        '',
        '11010519490231002X',
        kind === 'id-card' ? '810000199408230021' : '11010519491231002X',
      ])
        expect(judgeDocument({ kind, number }, now)).toEqual({ ok: false, problem: { code: 'id-number-invalid' } });
  });

  it('with impossible machine-readable lines is refused', () => {
    const misread: IdentityDocument = { kind: 'passport', mrz: [mrz[0], mrz[1].replace('C3', 'C4')], visaUntil: '2000-01-01' };
    expect(judgeDocument(misread, now)).toEqual({ ok: false, problem: { code: 'mrz-checksum' } });
  });

  it('has a visa until, not at, the end of its last day in China (R9)', () => {
    const over = Date.parse('2025-06-02T00:00:00.000+08:00');
    expect(judgeDocument(passport('2025-06-01'), over - 1)).toMatchObject({ ok: true });
    expect(judgeDocument(passport('2025-06-01'), over)).toEqual({ ok: false, problem: { code: 'visa-expired' } });
  });

  it('needs no visa: its end is asked of nobody (R9)', () => {
    expect(judgeDocument(passport(), now)).toMatchObject({ ok: true });
  });

  it('is no passport any more at the end of its last day (R9)', () => {
    const over = Date.parse('2035-04-16T00:00:00.000+08:00');
    expect(judgeDocument(passport(), over - 1)).toMatchObject({ ok: true });
    expect(judgeDocument(passport(), over)).toEqual({ ok: false, problem: { code: 'passport-expired' } });
    expect(judgeDocument(passport('2040-01-01'), over)).toEqual({ ok: false, problem: { code: 'passport-expired' } });
  });

  it('counts until the end of its passport, or of its visa where that is earlier; cards have no end that we know (X7)', () => {
    const visa = Date.parse('2030-01-02T00:00:00.000+08:00');
    const end = Date.parse('2035-04-16T00:00:00.000+08:00');
    expect([passport(), passport('2030-01-01'), passport('2040-01-01')].map(endOfDocument)).toEqual([end, visa, end]);
    expect(endOfDocument({ kind: 'id-card', number: '11010519491231002x' })).toBeUndefined();
    expect(endOfDocument({ kind: 'passport', mrz: [mrz[0], ''] })).toBeUndefined();
  });

  it('with a work permit counts until the earliest of passport, visa and permit, and is refused once one is over (R9)', () => {
    const staff = (permitUntil: string, visaUntil = '2030-01-01'): IdentityDocument => ({ kind: 'passport', mrz, visaUntil, permitUntil });
    const over = Date.parse('2025-06-02T00:00:00.000+08:00');
    expect(endOfDocument(staff('2029-12-31'))).toBe(Date.parse('2030-01-01T00:00:00.000+08:00'));
    expect(endOfDocument(staff('2031-12-31'))).toBe(Date.parse('2030-01-02T00:00:00.000+08:00'));
    expect(judgeDocument(staff('2025-06-01'), over - 1)).toMatchObject({ ok: true });
    expect(judgeDocument(staff('2025-06-01'), over)).toEqual({ ok: false, problem: { code: 'work-permit-expired' } });
    expect(judgeDocument(staff('2025-06-01', '2025-06-01'), over)).toEqual({ ok: false, problem: { code: 'visa-expired' } });
    expect(judgeDocument(staff('2025-02-30'), now)).toEqual({ ok: false, problem: { code: 'work-permit-expired' } });
  });

  it('of a resident counts until the last day that it prints, where it prints one (R16)', () => {
    const permit = (validUntil?: string): IdentityDocument => ({ kind: 'residence-permit', number: '810000199408230021', validUntil });
    const over = Date.parse('2025-06-02T00:00:00.000+08:00');
    expect(endOfDocument(permit())).toBeUndefined();
    expect(endOfDocument(permit('2025-06-01'))).toBe(over);
    expect(judgeDocument(permit('2025-06-01'), over - 1)).toMatchObject({ ok: true });
    expect(judgeDocument(permit('2025-06-01'), over)).toEqual({ ok: false, problem: { code: 'document-expired' } });
    expect(documentName(permit('2025-06-01'), over)).toBe('residence-permit:810000199408230021');
  });

  it('that is a card is another one than a booklet of the same state and number (R9)', () => {
    const card = ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'] as const;
    const document: IdentityDocument = { kind: 'passport', mrz: card };
    expect(documentName(document, now)).toBe('passport:UTO:card:D23145890');
    expect(judgeDocument(document, now)).toEqual({ ok: false, problem: { code: 'passport-expired' } });
  });

  it('is the same after it has expired', () => {
    const over = Date.parse('2040-01-01T00:00:00.000Z');
    for (const document of [passport('2030-01-01'), { kind: 'id-card', number: '11010519491231002x' } as const]) {
      const judged = judgeDocument(document, now);
      expect(documentName(document, over)).toBe(judged.ok && judged.canonical);
    }
    expect(documentName({ kind: 'passport', mrz: [mrz[0], ''] }, now)).toBeUndefined();
  });

  it('has no visa until an impossible day', () => {
    for (const visaUntil of ['2030-02-29', '2030-13-01', '2030-1-1', 'never'])
      expect(judgeDocument(passport(visaUntil), now)).toEqual({ ok: false, problem: { code: 'visa-expired' } });
  });
});
