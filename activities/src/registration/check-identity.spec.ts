import type { BegunEffect } from '#engine';
import type { Services } from '../effect';
import { ProviderRefused, ProviderUnavailable, type DocumentRead } from '#providers';
import { checkIdentity } from './check-identity';

const mrz = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F3504152ZE184226B<<<<<16'];

/** Who is asked about this document. */
async function askedAbout(document: object): Promise<string[]> {
  const asked: string[] = [];
  const by = (name: string) => ({ check: async () => (asked.push(name), 'confirmed' as const) });
  const services = {
    transaction: async (work: (tx: object) => unknown) => work({}),
    vault: { open: async () => ({ name: 'Zhang Wei', identity: JSON.stringify(document) }) },
    ...{ identityRegistry: by('register'), passports: by('authority') },
  } as unknown as Services;
  const begun = { effectId: 'a', kind: 'checkIdentity', process: { subjectId: 's', state: { status: 'verifying' } } };
  await checkIdentity.act(begun as unknown as BegunEffect, services);
  return asked;
}

describe('an identity check (R5, R9)', () => {
  it('asks the register about identity cards, and the authority of passports about passports and permits', async () => {
    expect(await askedAbout({ kind: 'id-card', number: '11010519491231002X' })).toEqual(['register']);
    expect(await askedAbout({ kind: 'passport', mrz })).toEqual(['authority']);
    expect(await askedAbout({ kind: 'residence-permit', number: '810000199408230021' })).toEqual(['authority']);
  });
});

describe('an identity check with a picture of the document', () => {
  const card = { kind: 'id-card', number: '11010519491231002X' };
  const picture = { kind: 'id-card', store: 'files', ref: 'documents/7f3a', hash: 'sha256:0' };

  /** What the check answers, and the references that the reader was asked for. */
  async function answerTo(read: DocumentRead | 'pending' | Error, documents: unknown[] = [picture], identity: object = card) {
    const refs: string[] = [];
    const services = {
      transaction: async (work: (tx: object) => unknown) => work({}),
      vault: { open: async () => ({ name: 'Zhang Wei', identity: JSON.stringify(identity), employment: JSON.stringify({ documents }) }) },
      identityRegistry: { check: async () => 'confirmed' },
      passports: { check: async () => 'confirmed' },
      documentReader: {
        async read({ ref }: { ref: string }) {
          refs.push(ref);
          if (read instanceof Error) throw read;
          return read;
        },
      },
    } as unknown as Services;
    const begun = { effectId: 'a', kind: 'checkIdentity', process: { subjectId: 's', state: { status: 'verifying' } } };
    const answer = await checkIdentity.act(begun as unknown as BegunEffect, services).catch((error: Error) => error);
    return { answer, refs };
  }
  const command = (answer: unknown) => checkIdentity.result!(answer, { n: 2 });

  it('goes back to the applicant with the field that cannot be read', async () => {
    const { answer, refs } = await answerTo({ unreadable: 'number' });
    expect(refs).toEqual(['files:documents/7f3a']);
    expect(command(answer)).toEqual({ type: 'RecordIdentityCheck', attempt: 2, outcome: 'unreadable', field: 'number' });
    expect((await answerTo({ unreadable: 'visaUntil' })).answer).toBe('unreadable-document');
  });

  it('goes on where the picture says the same, and does not confirm another number', async () => {
    expect((await answerTo({ fields: { number: '11010519491231002x' } })).answer).toBe('confirmed');
    expect((await answerTo({ fields: {} })).answer).toBe('confirmed');
    expect((await answerTo({ fields: { number: '440524188001010014' } })).answer).toBe('unconfirmed');
  });

  it('does not confirm a longer visa, or a longer permit, than the picture shows (R9)', async () => {
    const passport = { kind: 'passport', mrz, visaUntil: '2030-01-31' };
    const permit = { kind: 'residence-permit', number: '810000199408230021', validUntil: '2030-01-31' };
    const shows = async (fields: Record<string, string>, identity: { kind: string }) =>
      (await answerTo({ fields }, [{ ...picture, kind: identity.kind }], identity)).answer;
    expect(await shows({ visaUntil: '2030-01-31' }, passport)).toBe('confirmed');
    expect(await shows({ visaUntil: '2026-01-31' }, passport)).toBe('unconfirmed');
    expect(await shows({ validUntil: '2030-01-31' }, permit)).toBe('confirmed');
    expect(await shows({ validUntil: '2026-01-31' }, permit)).toBe('unconfirmed');
    expect(await shows({ visaUntil: '2026-01-31' }, { kind: 'passport', mrz } as { kind: string })).toBe('confirmed');
    expect(await shows({}, passport)).toBe('confirmed');
  });

  it('asks for another picture where it is gone; one of another person is for a reviewer', async () => {
    for (const reason of ['document-erased', 'document-unknown'])
      expect((await answerTo(new ProviderRefused('document-reader', reason))).answer).toBe('unreadable-document');
    const ofAnother = new ProviderRefused('document-reader', 'document-of-another');
    expect((await answerTo(ofAnother)).answer).toBe(ofAnother);
  });

  it('waits for a reader that is silent or undecided, and reads nothing where there is none', async () => {
    expect((await answerTo('pending')).answer).toBe('pending');
    const silent = new ProviderUnavailable('document-reader', 'timeout');
    expect((await answerTo(silent)).answer).toBe(silent);
    expect((await answerTo(new ProviderUnavailable('document-reader', 'not-configured'))).answer).toBe('confirmed');
  });

  it.each([[[]], [['document:1']], [[{ ...picture, kind: 'passport' }]]])(
    'reads no picture that is not of this document: %j',
    async (documents) => {
      expect(await answerTo({ unreadable: 'number' }, documents)).toEqual({ answer: 'confirmed', refs: [] });
    },
  );
});
