import { Template } from './template';

describe('a template', () => {
  const template = new Template('id-1\t{"holder":"id-1","key":"v.a+b"}\n', ['id-1', 'v.a+b']);

  it('gives each clone its own values, at every place', () => {
    expect(
      template.with(
        new Map([
          ['id-1', 'id-7'],
          ['v.a+b', 'v.c'],
        ]),
      ),
    ).toBe('id-7\t{"holder":"id-7","key":"v.c"}\n');
  });

  it('is not written with a value missing: two clones would share it', () => {
    expect(() => template.with(new Map([['id-1', 'id-7']]))).toThrow('the template has v.a+b');
  });

  it('without values is the same for all', () => {
    expect(new Template('a', []).with(new Map())).toBe('a');
  });
});
