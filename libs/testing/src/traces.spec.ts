import { createHash } from 'node:crypto';
import { formsOf, tracesOf } from './traces';

const person = { phone: '+8613912345678', name: 'Zoë of nowhere' };
const encoded = (before: string) => Buffer.from(`${before}${person.name}, and more`);
const digest = createHash('sha256').update(person.name).digest();
const found = (content: Buffer | string) =>
  tracesOf(person, [{ where: 'here', content: Buffer.from(content as string).toString('latin1') }]);

describe('a trace of a person', () => {
  it.each([
    ['as it is', person.name],
    ['in the middle of bytes', Buffer.concat([Buffer.alloc(3), Buffer.from(person.name), Buffer.alloc(3)])],
    ['reversed', 'erehwon fo ëoZ'],
    ['in a URL', '?q=Zo%C3%AB%20of%20nowhere'],
    ['in JSON', String.raw`"Zo\u00eb of nowhere"`],
    ['in hex', encoded('').toString('hex')],
    ['in base64', encoded('').toString('base64')],
    ['in base64 after one byte', encoded('1').toString('base64')],
    ['in base64 after two bytes', encoded('12').toString('base64')],
    ['in base64 for URLs', encoded('12').toString('base64url')],
    ['as its bare hash', digest],
    ['as its bare hash in hex', digest.toString('hex')],
    ['as its bare hash in base64', digest.toString('base64')],
  ])('is found %s', (_, content) => {
    expect(found(content)).toEqual(['name in here']);
  });

  it.each(['+8613912345678', '8613912345678', createHash('sha256').update('8613912345678').digest('hex')])(
    'is found of a phone with and without the plus: %s',
    (content) => {
      expect(found(content)).toEqual(['phone in here']);
    },
  );

  it('is found whatever its characters mean in a pattern', () => {
    expect(tracesOf({ odd: '[Zoë] (*.|+)?\\^$' }, [{ where: 'here', content: '[Zo..] (*.|+)?' }])).toEqual([]);
    expect(tracesOf({ odd: '[Zoe] (*.|+)?\\^$' }, [{ where: 'here', content: 'is [Zoe] (*.|+)?\\^$ here' }])).toEqual(['odd in here']);
  });

  it('is not found in sealed or keyed-hashed data', () => {
    expect(found(createHash('sha256').update(`a key${person.name}`).digest('hex'))).toEqual([]);
  });

  it('has each form once', () => {
    const forms = formsOf('a plain word');
    expect(new Set(forms).size).toBe(forms.length);
  });
});
