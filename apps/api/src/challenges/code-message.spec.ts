import { deregistrationPurpose, registrationPhonePurpose } from '#domain';
import { codeMessage } from './code-message';

describe('a code that goes to a phone', () => {
  it('says which company asks for it, and what it is for', () => {
    const { text, template } = codeMessage('123456', { purpose: registrationPhonePurpose, company: 'Acme' });
    expect(text).toBe('123456 is your code to join Acme, which has invited you. It is valid for 10 minutes. Never tell it to anybody.');
    expect(template).toMatchObject({ name: 'oneTimeCodeToJoin', parameters: ['123456', '10', 'Acme'] });
  });

  it('says that somebody registers, who comes without a company', () => {
    expect(codeMessage('123456', { purpose: registrationPhonePurpose })).toMatchObject({
      text: '123456 is your code to register. It is valid for 10 minutes. Never tell it to anybody.',
      template: { name: 'oneTimeCodeToRegister', parameters: ['123456', '10'] },
    });
  });

  it('says that it ends an account', () => {
    expect(codeMessage('123456', { purpose: deregistrationPurpose }).text).toContain('to end your account');
  });

  it('may go by the plain template, where the vendor has approved no other one', () => {
    const plain = { name: 'oneTimeCode', parameters: ['123456', '10'] };
    expect(codeMessage('123456', { purpose: registrationPhonePurpose, company: 'Acme' }).template.instead).toEqual(plain);
    expect(codeMessage('123456', { purpose: 'identifier-check' }).template).toEqual(plain);
    expect(codeMessage('123456', { purpose: deregistrationPurpose }).template).not.toHaveProperty('instead');
  });
});
